"""Every limit of a visit, in one place: what a hostile or endless page may cost, and what happens at the limit.

Only the times end a visit, and what is so much that the machine itself would suffer (the part « the whole visit »). Another count
or size that is reached cuts what is kept, and the evidence says so (`missing` of the visit, `truncated` of a snapshot), so that a
cut record never looks whole. Times are seconds, sizes characters unless said.
"""

from __future__ import annotations

__all__ = ["Ration"]

# --- one value ---------------------------------------------------------------------------------------------------------------
URL_CHARS = 8_192
"""Kept of an address."""
VALUE_CHARS = 4_096
"""Kept of the value of a cookie, a storage key or a signal; Chromium itself stores no longer cookie."""
POST_CHARS = 2_048
"""Kept of a request's body, where it is text."""
POST_BYTES_SENT = 262_144
"""Up to this size Chromium tells the body of a request; of a longer one only that it had one."""
LABEL_CHARS = 200
"""Kept of the words of a control."""
REASON_CHARS = 500
"""Kept of a reason in the evidence."""

# --- the whole visit: what goes beyond ends it, with a kind of error of its own ------------------------------------------------
REQUESTS = 100_000
"""Requests, kept or not; pages of news sites make 500 to 3 000 in a visit."""
RESPONSE_BYTES = 1_000_000_000
"""Bytes of all answers together, unpacked. A film that plays brings some 100 MB in the time of a visit."""
MEMORY_BYTES = 3_000_000_000
"""Memory of one renderer, or half of the machine's where that is less. Pages take 50 MB to 500 MB."""
MEMORY_SECONDS = 1.0
"""Between two looks at it."""

# --- one visit ---------------------------------------------------------------------------------------------------------------
TARGETS = 200
"""Pages, frames and workers listened to at once; more are let run and named in the evidence."""
HOPS = 20_000
"""Requests kept; the others are counted."""
TRAFFIC_CHARS = 48_000_000
"""Characters kept of all requests together, cookie headers included."""
COOKIE_WRITES = 20_000
"""Cookie writes kept; the others are counted."""
COOKIE_WRITE_CHARS = 16_000_000
"""Characters kept of all cookie writes of scripts together."""
STORAGE_ENTRIES = 5_000
"""Entries kept of one state of the storages."""
STORAGE_CHARS = 4_000_000
"""Characters kept of one state of the storages."""
MAIN_DOCUMENTS = 25
"""Documents of the top page in one step; a page that sends its visitor on more often is a redirect loop."""
FINGERPRINT_USES, FINGERPRINT_DOCUMENTS = 2_000, 2_000
"""Different uses of interfaces that fingerprints are made from, and documents told apart."""
FINGERPRINT_CALLS = 5_000
"""Calls of these interfaces heard from one target; afterwards it is not listened to any longer."""
NAMES = 40
"""Hosts of the site itself that the resolver is asked for."""
NAME_SECONDS = 2.0
"""For one answer of the resolver; the visit does not wait for it."""
DIALOGS = 20
"""Dialogs closed without a word; from the next on the evidence says that there were more."""
DOWNLOADS = 10
"""Downloads named one by one; each is refused."""
POPUPS = 10
"""Windows that a page may open and that are listened to until they are closed; more are closed at once."""
POPUP_SECONDS = 2.0
"""How long another window stays open: what it loads at its start is seen."""
MISSING = 500
"""Gaps named one by one."""
PICTURES = 16
"""Screenshots."""
OVERLAYS = 3
"""Things put away that lie before the banner: an age gate, then a newsletter."""
BANNERS = 3
"""Banners in a row that are answered."""
PRESSES = 30
"""Presses on the way to one choice: settings, a switch for each purpose, save, confirm."""
SECTIONS = 12
"""Folded sections opened on the way to one choice, to see the switches in them."""

# --- one snapshot ------------------------------------------------------------------------------------------------------------
NODES = 60_000
"""Nodes kept; pages of news sites have 2 000 to 10 000."""
NODES_ASKED = 400_000
"""A page with more nodes than this is not read at all: the browser would need its whole memory for the answer."""
NODES_OF_VISIT = 600_000
"""Nodes of all kept snapshots together."""
TEXT_CHARS = 20_000
"""Kept of one text or attribute."""
SNAPSHOT_CHARS = 12_000_000
"""Characters kept of one snapshot; texts after that are cut to a few words."""

AXE_CONTROLS, AXE_DOCUMENTS, AXE_NODES = 60, 3, 20_000
"""Controls of a banner that axe-core is asked about, documents it may stand in, and nodes of one that is asked."""
POLICIES, POLICY_NODES = 2, 30_000
"""Policies followed at the end of a visit, and nodes of one that is kept."""

# --- times -------------------------------------------------------------------------------------------------------------------
ANSWER_SECONDS = 15.0
"""For one DevTools command."""
LOAD_SECONDS = 8.0
"""From the parsed document to its load event; afterwards the page is taken as it is."""
CLOSE_SECONDS = 10.0
"""For closing a context; afterwards the browser is closed over it."""
LEAVE_SECONDS, LEAVE_LISTEN_SECONDS = 3.0, 0.15
"""For leaving the last page, and for what it sends at that."""
LOOK_TRIES, LOOK_AGAIN_SECONDS = 8, 0.25
"""A page between two documents cannot be read: it is looked at again."""
GESTURE_SECONDS = 3.0
"""Of the wait for a banner, what is kept for the time after the first movement of the mouse, and again after looking through."""
FOLLOW_SECONDS = 8.0
"""From the press of a link to the load event of the page that it leads to; then the page is taken as it is, or gone to."""
STIR_SECONDS = 5.0
"""For moving the mouse and scrolling; a page that is busier than that is taken as it is."""
LOOK_THROUGH_STEPS, LOOK_THROUGH_SECONDS = 8, 0.8
"""Scrolling to the end of a page: at 100 ms a step, Chromium asks for lazy pictures and frames up to 2 500 px ahead."""
POLICY_SECONDS = 12.0
"""For one policy, with everything."""
AXE_SECONDS = 5.0
"""For axe-core, to start and to look at one document."""
EFFECT_SECONDS = 5.0
"""After a press, until its effect must show."""
POLL_SECONDS = 0.2
"""Between two looks."""
STILL_TRIES, STILL_SECONDS = 20, 0.06
"""A control must stand in the same place in two looks this far apart before it is pressed."""
LONG_REQUEST_SECONDS = 5.0
"""A request open for longer (a stream, a long poll) does not count as activity."""
POLLS = 3
"""An address asked for more often than this in one step is a poller, which does not count as activity."""


class Ration:
    """A count and a size that things are taken from until one of them is used up; what came later is counted."""

    def __init__(self, count: int, chars: int) -> None:
        self._count = count
        self._chars = chars
        self.refused = 0

    def take(self, chars: int) -> bool:
        """Take one thing of a size; False, and counted, where there is no room."""
        if self._count <= 0 or self._chars < chars:
            self.refused += 1
            return False
        self._count -= 1
        self._chars -= chars
        return True
