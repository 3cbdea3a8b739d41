"""The list of sites: a YAML file, or a text file with one address a line.

In YAML it is a list of addresses, or a mapping with `sites`, `groups`, `defaults`, `schedule` and `notices`. What stands at a
site wins over what stands at its group, and that over `defaults`. Paths are read from the folder of the file. `${NAME}` in the
`value` of a login step stands for a variable of the environment; it is looked up here, and read only when it is typed.
"""

from __future__ import annotations

import os
import pkgutil
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import yaml
from msgspec import Meta

from auditor import rules as rule_folder
from auditor.capture.options import LoginStep
from auditor.capture.state import read_state
from auditor.catalogue.load import compose, follow, line_of, mistake, plain
from auditor.catalogue.profile import profiles
from auditor.errors import CatalogueError, UsageError
from auditor.fleet import cron
from auditor.fleet.notices.settings import Notices
from auditor.fleet.schedule.settings import Schedule
from auditor.fleet.settings import check_scenarios, device_settings, dwell_settings
from auditor.plan import Asked, Own, address
from auditor.results.run import AcceptedRule
from auditor.shape import Shape

__all__ = ["LOCALE", "SiteList", "SitesFile", "chosen", "read_list", "read_sites"]

LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
_VIEWPORT = r"^\d{3,4}[x×]\d{3,4}$"
_MAX_BYTES = 64 * 1024 * 1024
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_STEPS = ("goto", "fill", "click", "check", "press", "wait")

T = TypeVar("T")
Text = Annotated[str, Meta(min_length=1, max_length=1000)]


class Step(Shape, frozen=True, kw_only=True):
    """One step of a login: one of `goto`, `fill` (with `value`), `click`, `check`, `press`, `wait`."""

    goto: Text | None = None
    """Address to go to. Without one, the login begins at the address of the site."""
    fill: Text | None = None
    """Field to type `value` into, as Playwright writes selectors: `#user`, `text=Name`, `css=…`."""
    value: Text | None = None
    """What is typed. `${NAME}` stands for a variable of the environment: write no password here."""
    click: Text | None = None
    """What to click, as Playwright writes selectors: `text=Anmelden`, `#login`."""
    check: Text | None = None
    """Box to tick, as Playwright writes selectors."""
    press: Text | None = None
    """Key to press, such as `Enter`."""
    wait: Text | None = None
    """What must come to be seen, such as `text=My account`: the login fails where it does not."""


class Accepted(Shape, frozen=True, kw_only=True):
    """An expected finding: it stays what it is, and `--fail-on` does not count it until the day is over."""

    rule: Text
    """Id of the rule, such as `cookie-lifetime-over-13-months`."""
    reason: Text
    """Why it is let stand."""
    until: date
    """Last day on which it is, such as 2027-03-01."""
    by: Annotated[str, Meta(max_length=200)] = ""
    """Who accepted it."""


class Options(Shape, frozen=True, kw_only=True):
    """What can be said of a site, of a group, or of all sites."""

    locale: Annotated[str, Meta(pattern=LOCALE)] | None = None
    """Language of the visitor, such as fr-FR."""
    timezone: Text | None = None
    """IANA name, such as Europe/Paris."""
    device: Literal["desktop", "phone"] | None = None
    """What the visitor holds."""
    viewport: Annotated[str, Meta(pattern=_VIEWPORT)] | None = None
    """Size of the window, such as 1280x800."""
    third_party_cookies: Literal["allow", "block"] | None = None
    """As the browser is set."""
    ignore_https_errors: bool | None = None
    """true: the site is audited although its certificate is wrong."""
    allow_private: bool | None = None
    """true: the site may lead its visitor to an address of this machine or of a private network."""
    dwell: Annotated[float, Meta(ge=0, le=300)] | None = None
    """Least time to watch after each step, in seconds."""
    timeout: Annotated[float, Meta(ge=5, le=3600)] | None = None
    """For one site, everything in it, in seconds."""
    repeat: Annotated[int, Meta(ge=1, le=20)] | None = None
    """How many times the site is audited."""
    scenarios: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    """before, refuse, accept, withdraw, close, ignore, partial, gpc …"""
    profile: Text | None = None
    """Authority whose texts and thresholds are used: cnil, edpb …"""
    storage_state: Text | None = None
    """File of Playwright with the cookies and the storage that each visit begins with."""
    login: tuple[Step, ...] | None = None
    """What is done before the visits, which begin with the state that it leaves."""
    selectors: Text | None = None
    """Folder laid over the shipped selectors, file by file."""
    accepted: tuple[Accepted, ...] = ()
    """Expected findings."""


class Defaults(Options, frozen=True, kw_only=True):
    """What holds for all sites."""

    report_language: Literal["en", "fr"] | None = None
    """Language of findings and tables."""


class Group(Options, frozen=True, kw_only=True):
    """What holds for the sites of one group."""

    tags: tuple[Text, ...] = ()
    """Given to each of its sites."""
    schedule: Text | None = None
    """When its sites are audited, as five fields of cron; else as `schedule` of the file says."""


class SiteEntry(Options, frozen=True, kw_only=True):
    """One site."""

    url: Annotated[str, Meta(min_length=1)]
    """Address; https is taken where no scheme is written."""
    group: Text | None = None
    """One of `groups`."""
    tags: tuple[Text, ...] = ()
    """By which `--tag` chooses it."""
    second_page: Text | None = None
    """Page of the same site that the visits go to next; without it, the first link that a reader would follow."""


class SitesFile(Shape, frozen=True, kw_only=True):
    """A list of sites to audit."""

    sites: tuple[str | SiteEntry, ...]
    """Addresses, alone or with what is different for them."""
    defaults: Defaults = Defaults()
    """For all sites."""
    groups: dict[str, Group | None] = {}
    """By name."""
    schedule: str | Schedule = ""
    """When the sites are audited, as five fields of cron: `0 6 * * 1` is Mondays at six. With a time zone, as a mapping."""
    notices: Notices | None = None
    """Who is told of what after a scheduled run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteList:
    """A list of sites as it was read."""

    asked: tuple[Asked, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    """Settings of all visits, by field of `CaptureOptions`."""
    profile: str = ""
    """Empty where the file names none for all sites."""
    report_language: str = ""
    schedule: str = ""
    """Five fields of cron; empty where there is none."""
    schedule_zone: str = "UTC"
    """IANA name of the time zone that schedules are read in."""
    jitter: str = "0s"
    """How long after its time a schedule is served at most, such as 15m."""
    group_schedules: Mapping[str, str] = field(default_factory=dict)
    """Name of a group → five fields of cron; only groups that have their own."""
    notices: Notices | None = None
    """None where nobody is told."""


def read_sites(path: Path) -> tuple[Asked, ...]:
    """Read a list of sites, each with its `file:line`. Raises UsageError, CatalogueError."""
    return read_list(path).asked


def read_list(path: Path) -> SiteList:
    """Read a list of sites and all that is said in it. Raises UsageError, CatalogueError with file and line."""
    text = _text(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        return _Reader(path).read(text)
    lines = enumerate(text.splitlines(), 1)
    return SiteList(
        asked=tuple(
            Asked(line.strip(), f"{path}:{number}")
            for number, line in lines
            if line.strip() and not line.lstrip().startswith("#")
        )
    )


def chosen(asked: Iterable[Asked], tags: Iterable[str], groups: Iterable[str]) -> tuple[Asked, ...]:
    """The sites with one of the tags, or of one of the groups; all where neither is given. Raises UsageError for unknown ones."""
    asked, tags, groups = tuple(asked), frozenset(tags), frozenset(groups)
    for name, wanted, known in (
        ("tag", tags, {tag for one in asked for tag in one.own.tags}),
        ("group", groups, {one.own.group for one in asked if one.own.group}),
    ):
        for unknown in sorted(wanted - known):
            there = f"Take one of: {', '.join(sorted(known))}" if known else f"No site of the list has a {name}"
            raise UsageError(f"no site of the list has the {name} {unknown[:60]!r}", kind="usage", remedy=there)
    if not tags and not groups:
        return asked
    return tuple(one for one in asked if tags & set(one.own.tags) or one.own.group in groups)


def _text(path: Path) -> str:
    remedy = "Give a YAML or text file with one address a line to --sites"
    try:
        if path.is_file() and path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is larger than {_MAX_BYTES // 2**20} MB", kind="sites", remedy=remedy)
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", kind="sites", remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not a text in UTF-8", kind="sites", remedy=remedy) from error


@dataclass(slots=True)
class _Level:
    """What one place of the file says, made definite."""

    given: dict[str, Any]
    profile: str
    selectors: str
    accepted: tuple[AcceptedRule, ...]


class _Reader:
    """Reads one YAML file; every mistake is told with its line."""

    def __init__(self, path: Path) -> None:
        self._source = str(path)
        self._folder = path.parent

    def read(self, text: str) -> SiteList:
        node = compose(text, self._source)
        repeated: list[CatalogueError] = []
        plain(node, self._source, repeated)
        if repeated:
            raise repeated[0]
        if isinstance(node, yaml.SequenceNode):
            return SiteList(asked=tuple(self._site(child, f"[{n}]", {}, _NOTHING) for n, child in enumerate(node.value)))
        if not isinstance(node, yaml.MappingNode):
            raise self._wrong(node, "Expected a list of addresses, or a mapping with `sites`")
        self._check_keys(node, SitesFile, "")
        parts: dict[str, yaml.Node] = {key.value: value for key, value in node.value}
        if "sites" not in parts:
            raise self._wrong(node, "the list `sites` is missing")
        schedule = self._schedule(parts["schedule"]) if "schedule" in parts else Schedule()
        notices = self._notices(parts["notices"]) if "notices" in parts else None
        defaults, common = Defaults(), _NOTHING
        if "defaults" in parts:
            defaults = self._convert(parts["defaults"], Defaults, "defaults")
            common = self._level(parts["defaults"], defaults, "defaults")
        groups = self._groups(parts["groups"]) if "groups" in parts else {}
        listed = parts["sites"]
        if not isinstance(listed, yaml.SequenceNode):
            raise self._wrong(listed, "sites: Expected a list of addresses")
        asked = tuple(self._site(child, f"sites[{n}]", groups, common) for n, child in enumerate(listed.value))
        return SiteList(
            asked=asked,
            given=common.given,
            profile=common.profile,
            report_language=defaults.report_language or "",
            schedule=schedule.cron,
            schedule_zone=schedule.timezone,
            jitter=schedule.jitter,
            group_schedules={name: one.schedule for name, (one, _) in groups.items() if one.schedule is not None},
            notices=notices,
        )

    def _schedule(self, node: yaml.Node) -> Schedule:
        bare = isinstance(node, yaml.ScalarNode)
        schedule = Schedule(cron=self._convert(node, str, "schedule")) if bare else self._convert(node, Schedule, "schedule")
        zones = zoneinfo.available_timezones()
        if zones and schedule.timezone not in zones:
            meant = _meant(schedule.timezone, zones)
            raise self._wrong(
                _at(node, "timezone"), f"schedule.timezone: there is no time zone `{schedule.timezone[:60]}`{meant}"
            )
        text = self._cron(_at(node, "cron"), schedule.cron, "schedule") if schedule.cron else ""
        return msgspec.structs.replace(schedule, cron=text)

    def _cron(self, node: yaml.Node, text: str, name: str) -> str:
        self._told(node, name, lambda: cron.check(text))
        return " ".join(text.split())

    def _notices(self, node: yaml.Node) -> Notices:
        notices = self._convert(node, Notices, "notices")
        if notices.webhook is None and notices.mail is None:
            raise self._wrong(node, "notices: nobody is told: say `webhook`, `mail`, or both")
        if notices.templates is not None:
            templates = self._folder / notices.templates
            if not templates.is_dir():
                raise self._wrong(_at(node, "templates"), f"notices.templates: there is no folder {templates}")
            notices = msgspec.structs.replace(notices, templates=str(templates))
        return notices

    def _groups(self, node: yaml.Node) -> dict[str, tuple[Group, _Level]]:
        if not isinstance(node, yaml.MappingNode):
            raise self._wrong(node, "groups: Expected names, each with what holds for its sites")
        groups: dict[str, tuple[Group, _Level]] = {}
        for key, value in node.value:
            name = f"groups.{key.value}"
            bare = isinstance(value, yaml.ScalarNode) and not value.value
            group = Group() if bare else self._convert(value, Group, name)
            if group.schedule is not None:
                text = self._cron(_at(value, "schedule"), group.schedule, f"{name}.schedule")
                group = msgspec.structs.replace(group, schedule=text)
            groups[key.value] = group, _NOTHING if bare else self._level(value, group, name)
        return groups

    def _site(self, node: yaml.Node, name: str, groups: Mapping[str, tuple[Group, _Level]], common: _Level) -> Asked:
        place = f"{self._source}:{node.start_mark.line + 1}"
        entry = SiteEntry(url="-")
        group, of_group, own = Group(), _NOTHING, _NOTHING
        if isinstance(node, yaml.MappingNode):
            entry = self._convert(node, SiteEntry, name)
            place = f"{self._source}:{_at(node, 'url').start_mark.line + 1}"
            if entry.group is not None:
                if entry.group not in groups:
                    raise self._wrong(
                        _at(node, "group"), f"{name}.group: there is no group `{entry.group}`{_meant(entry.group, groups)}"
                    )
                group, of_group = groups[entry.group]
            own = self._level(node, entry, name)
            if entry.second_page is not None:
                own.given["second_page"] = self._second_page(node, entry, name)
            text = entry.url
        elif isinstance(node, yaml.ScalarNode):
            text = node.value
        else:
            raise self._wrong(node, f"{name}: Expected an address, or a mapping with `url`")
        return Asked(
            text,
            place,
            Own(
                given={**common.given, **of_group.given, **own.given},
                group=entry.group or "",
                tags=tuple(dict.fromkeys([*entry.tags, *group.tags])),
                profile=own.profile or of_group.profile or common.profile,
                selectors=own.selectors or of_group.selectors or common.selectors,
                accepted=(*own.accepted, *of_group.accepted, *common.accepted),
            ),
        )

    def _second_page(self, node: yaml.MappingNode, entry: SiteEntry, name: str) -> str:
        from auditor.classify.party import host_of, site_of  # here: the list of suffixes takes time to load

        assert entry.second_page is not None
        try:
            first, second = address(entry.url), address(entry.second_page)
        except UsageError as error:
            raise self._wrong(_at(node, "second_page"), f"{name}.second_page: {error.message}") from error
        if site_of(host_of(first)) != site_of(host_of(second)):
            raise self._wrong(_at(node, "second_page"), f"{name}.second_page: {second[:200]} is not a page of the same site")
        return second

    def _level(self, node: yaml.Node, options: Options, name: str) -> _Level:
        """What one place says. Raises CatalogueError for what is of the right shape and still wrong."""

        def at(key: str) -> yaml.Node:
            return _at(node, key)

        given: dict[str, Any] = {
            key: value
            for key in ("locale", "timezone", "third_party_cookies", "ignore_https_errors", "allow_private", "repeat")
            if (value := getattr(options, key)) is not None
        }
        zones = zoneinfo.available_timezones()
        if options.timezone is not None and zones and options.timezone not in zones:
            meant = _meant(options.timezone, zones)
            raise self._wrong(at("timezone"), f"{name}.timezone: there is no time zone `{options.timezone[:60]}`{meant}")
        if options.device is not None:
            given |= device_settings(options.device)
        if options.viewport is not None:
            width, _, height = options.viewport.replace("×", "x").partition("x")
            given["viewport"] = (int(width), int(height))
        if options.dwell is not None:
            given |= dwell_settings(options.dwell)
        if options.timeout is not None:
            given["site_seconds"] = options.timeout
        if options.scenarios is not None:
            scenarios = options.scenarios
            given["scenarios"] = self._told(at("scenarios"), f"{name}.scenarios", lambda: check_scenarios(scenarios))
        if options.profile is not None and options.profile not in profiles():
            meant = _meant(options.profile, profiles()) or f" (take one of {', '.join(profiles())})"
            raise self._wrong(at("profile"), f"{name}.profile: there is no profile `{options.profile[:60]}`{meant}")
        if options.storage_state is not None:
            state = str(self._folder / options.storage_state)
            self._told(at("storage_state"), f"{name}.storage_state", lambda: read_state(state))
            given["storage_state"] = state
        selectors = ""
        if options.selectors is not None:
            selectors = str(self._folder / options.selectors)
            if not Path(selectors).is_dir():
                raise self._wrong(at("selectors"), f"{name}.selectors: there is no folder {selectors}")
        if options.login is not None:
            given["login"] = tuple(self._steps(at("login"), options.login, f"{name}.login"))
        accepted = tuple(self._accepted(at("accepted"), options.accepted, f"{name}.accepted")) if options.accepted else ()
        self._check_variables(node, name)
        return _Level(given, options.profile or "", selectors, accepted)

    def _steps(self, node: yaml.Node, steps: Iterable[Step], name: str) -> Iterator[LoginStep]:
        for number, step in enumerate(steps):
            here, place = _item(node, number), f"{name}[{number}]"
            done = [key for key in _STEPS if getattr(step, key) is not None]
            if len(done) != 1:
                what = " and ".join(f"`{key}`" for key in done) or "none of them"
                raise self._wrong(here, f"{place}: a step has one of {', '.join(_STEPS)}, and here stands {what}")
            do = done[0]
            if (step.value is not None) != (do == "fill"):
                wrong = "`fill` needs a `value`" if do == "fill" else f"`{do}` takes no `value`"
                raise self._wrong(here, f"{place}: {wrong}")
            target = getattr(step, do)
            if do == "goto":
                target = self._told(_at(here, "goto"), f"{place}.goto", lambda to=target: address(to))  # type: ignore[misc]
            for variable in _VARIABLE.findall(step.value or ""):
                if not _NAME.match(variable):
                    raise self._wrong(_at(here, "value"), f"{place}.value: `{variable[:40]}` is no name of a variable")
                if not os.environ.get(variable):
                    raise self._wrong(
                        _at(here, "value"), f"{place}.value: the environment has no variable {variable}; set it before the scan"
                    )
            yield LoginStep(do=do, target=target, value=step.value or "")  # type: ignore[arg-type]  # one of _STEPS

    def _accepted(self, node: yaml.Node, accepted: Iterable[Accepted], name: str) -> Iterator[AcceptedRule]:
        known = _rule_ids()
        for number, one in enumerate(accepted):
            if one.rule not in known:
                place = _at(_item(node, number), "rule")
                raise self._wrong(place, f"{name}[{number}].rule: there is no rule `{one.rule[:80]}`{_meant(one.rule, known)}")
            yield AcceptedRule(rule=one.rule, reason=one.reason, until=one.until.isoformat(), by=one.by)

    def _check_variables(self, node: yaml.Node, name: str) -> None:
        """A variable in any other place would stand in the reports: it is not read there, and that is said."""
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if isinstance(value, yaml.ScalarNode):
                    if key.value not in ("value", "reason") and _VARIABLE.search(value.value):
                        raise self._wrong(value, f"{name}.{key.value}: `${{NAME}}` is read only in the `value` of a login step")
                else:
                    self._check_variables(value, f"{name}.{key.value}")
        elif isinstance(node, yaml.SequenceNode):
            for number, child in enumerate(node.value):
                self._check_variables(child, f"{name}[{number}]")

    def _convert(self, node: yaml.Node, shape: type[T], name: str) -> T:
        self._check_keys(node, shape, name)
        try:
            return msgspec.convert(plain(node, self._source, []), shape, strict=False)
        except msgspec.ValidationError as error:
            message, _, path = str(error).partition(" - at `")
            place, inner, _ = follow(node, path.rstrip("`"))
            unknown = _UNKNOWN.match(message)
            if unknown is not None:  # only in a step or an acceptance: the others were looked through before
                known = Step.__struct_fields__ if ".login" in path else Accepted.__struct_fields__
                message = f"there is no key `{unknown[1][:60]}` here{_meant(unknown[1], known)}"
                place = next((key for key, _ in place.value if key.value == unknown[1]), place)
            whole = f"{name}{inner}" if inner.startswith("[") else f"{name}.{inner}" if inner else name
            raise mistake(self._source, line_of(place, message), f"{whole}: {_plainly(message, inner)}") from error

    def _check_keys(self, node: yaml.Node, shape: Any, name: str) -> None:
        if not isinstance(node, yaml.MappingNode) or not isinstance(shape, type) or not issubclass(shape, Shape):
            return
        for key, _ in node.value:
            if key.value not in shape.__struct_fields__:
                meant = _meant(key.value, shape.__struct_fields__)
                raise self._wrong(key, f"{f'{name}: ' if name else ''}there is no key `{key.value[:60]}` here{meant}")

    def _told(self, node: yaml.Node, name: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except UsageError as error:
            remedy = f" ({error.remedy})" if error.remedy else ""
            raise self._wrong(node, f"{name}: {error.message}{remedy}") from error

    def _wrong(self, node: yaml.Node, message: str) -> CatalogueError:
        return mistake(self._source, node.start_mark.line + 1, message)


_NOTHING = _Level({}, "", "", ())


def _at(node: yaml.Node, key: str) -> yaml.Node:
    """The value of a key; the node itself where it does not stand there."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), node)


def _item(node: yaml.Node, number: int) -> yaml.Node:
    child: yaml.Node = node.value[number]
    return child


def _plainly(message: str, inner: str) -> str:
    if "matching regex" in message:
        return f"Expected {'a size such as 1280x800' if inner.endswith('viewport') else 'a language tag such as fr-FR'}"
    if message.startswith("Invalid RFC3339"):
        return "Expected a day such as 2027-03-01"
    if message.startswith("Object missing required field"):
        return f"the key {message.rpartition(' ')[2]} is missing"
    return message.replace(" | null", "")


def _meant(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), n=1)
    return f" (do you mean `{near[0]}`?)" if near else ""


def _rule_ids() -> frozenset[str]:
    """Listed, not loaded: a rule's id is the name of its file."""
    names = (module.name for module in pkgutil.iter_modules(rule_folder.__path__) if not module.name.startswith("_"))
    return frozenset(name.replace("_", "-") for name in names)
