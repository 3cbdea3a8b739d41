"""Strings made by the encoders of IAB Tech Lab (`tc_strings.cjs` says how), read by ours; and hostile ones."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.classify.gpp import GppString, decode_gpp
from auditor.classify.tcf import TcString, Vendors, decode, looks_like_one, read_purposes

MADE = json.loads(Path(__file__).with_name("tc_strings.json").read_text("utf-8"))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SPECIFICATION = (
    "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFA"
    "AECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw"
)


def _ids(vendors: Vendors) -> list[int]:
    return [i for i in range(vendors.mask.bit_length()) if vendors.mask >> i & 1]


@pytest.mark.parametrize("made", MADE["tcf"], ids=range(len(MADE["tcf"])))
def test_a_tc_string_says_what_another_implementation_put_into_it(made: dict[str, Any]) -> None:
    read = decode(made["text"])
    assert isinstance(read, TcString)
    assert read.faults == ()
    assert read.created == datetime.fromisoformat(made["created"])
    assert read.updated == datetime.fromisoformat(made["updated"])
    for name in (
        *("cmp_id", "cmp_version", "consent_screen", "consent_language", "vendor_list_version", "policy_version"),
        *("service_specific", "non_standard_texts", "purpose_one_treatment", "publisher_country"),
    ):
        assert getattr(read, name) == made[name], name
    for name in ("special_features", "consent", "legitimate_interest"):
        assert list(getattr(read, name)) == made[name], name
    assert (len(read.vendor_consent), sum(_ids(read.vendor_consent))) == (made["vendors"], made["vendors_sum"])
    assert (len(read.vendor_legitimate_interest), sum(_ids(read.vendor_legitimate_interest))) == (
        made["interest"],
        made["interest_sum"],
    )
    assert read.disclosed_vendors is not None
    assert (len(read.disclosed_vendors), sum(_ids(read.disclosed_vendors))) == (made["disclosed"], made["disclosed_sum"])
    if read.publisher is not None:
        assert list(read.publisher.consent) == made["publisher"]
        assert list(read.publisher.legitimate_interest) == made["publisher_interest"]
        assert list(read.publisher.custom_consent) == made["custom"]
        assert list(read.publisher.custom_legitimate_interest) == made["custom_interest"]
    assert (read.publisher is not None) is (made["segments"] == 3)
    assert sum(len(r.vendors) for r in read.restrictions) == made["restricted"]
    assert {(r.purpose, r.kind) for r in read.restrictions} <= {(7, "not-allowed")}


def test_the_made_strings_hold_what_they_are_to_test() -> None:
    read = [decode(made["text"]) for made in MADE["tcf"]]
    assert any(isinstance(r, TcString) and r.restrictions for r in read)
    assert any(isinstance(r, TcString) and r.publisher for r in read)
    assert any(isinstance(r, TcString) and r.vendor_consent.highest > 1000 for r in read)
    assert any(made["vendors"] == 0 for made in MADE["tcf"])


def test_the_sample_of_the_specification_is_read_as_it_says() -> None:
    read = decode(SPECIFICATION)
    assert isinstance(read, TcString)
    assert (read.cmp_id, read.consent_language, read.vendor_list_version, read.policy_version) == (27, "EN", 15, 2)
    assert read.consent == (1, 2, 3)
    assert read.vendor_consent.ids == (2, 6, 8)
    assert read.vendor_legitimate_interest.ids == (2, 6, 8)
    assert read.disclosed_vendors is not None
    assert {2, 6, 8} <= set(read.disclosed_vendors.ids)


@pytest.mark.parametrize("made", MADE["gpp"], ids=range(len(MADE["gpp"])))
def test_a_gpp_string_says_what_another_implementation_put_into_it(made: dict[str, Any]) -> None:
    read = decode_gpp(made["text"])
    assert isinstance(read, GppString)
    assert list(read.sections) == made["ids"]
    names = {"SaleOptOut": "sale", "SharingOptOut": "sharing", "TargetedAdvertisingOptOut": "targeted_advertising"}
    words = ("not-applicable", "opted-out", "not-opted-out")
    for section, fields in made["said"].items():
        if section == "tcfeuv2":
            assert isinstance(read.tcf, TcString)
            assert list(read.tcf.consent) == list(range(1, fields["consent"] + 1))
        elif section != "uspv1":
            assert read.opt_outs[section] == {names[name]: words[value] for name, value in fields.items()}


def test_a_section_that_is_announced_and_missing_is_a_fault() -> None:
    whole = next(made["text"] for made in MADE["gpp"] if len(made["ids"]) > 1)
    read = decode_gpp(whole.rpartition("~")[0])
    assert isinstance(read, GppString)
    assert read.faults


def _bits(bits: str) -> str:
    bits += "0" * (-len(bits) % 6)
    return "".join(ALPHABET[int(bits[i : i + 6], 2)] for i in range(0, len(bits), 6))


def _core(vendors: str, interest: str = "0" * 17, restrictions: str = "0" * 12) -> str:
    head = f"{2:06b}" + f"{17000000000:036b}" * 2 + f"{300:012b}" + "0" * 18 + f"{5:06b}{17:06b}" + f"{100:012b}" + f"{5:06b}"
    return _bits(head + "00" + "0" * 12 + "0" * 48 + "0" + "0" * 12 + vendors + interest + restrictions)


def test_ranges_to_the_highest_id_are_counted_and_only_some_are_listed() -> None:
    whole = f"{65535:016b}1{1:012b}1{1:016b}{65535:016b}"
    read = decode(_core(whole))
    assert isinstance(read, TcString)
    assert len(read.vendor_consent) == 65535
    assert len(read.vendor_consent.ids) == 50
    many = f"{65535:016b}1{300:012b}" + f"1{1:016b}{65535:016b}" * 300
    again = decode(_core(many))
    assert isinstance(again, TcString)
    assert len(again.vendor_consent) == 65535


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (_core(f"{9:016b}1{1:012b}1{8:016b}{3:016b}"), "a range of vendors that ends before it begins"),
        (_core(f"{9:016b}1{1:012b}0{0:016b}"), "a vendor 0"),
        (_core(f"{9:016b}1{1:012b}0{10:016b}"), "a vendor beyond the highest id that is told"),
        (_core(f"{65535:016b}0101"), "the core ends within its vendors"),
        (_core("0" * 17) + ".***", "a segment that is not base64url"),
        (_core("0" * 17) + ".I", "a segment ends too early"),
        (_core("0" * 17) + "._AAA", "a segment of unknown type 7"),
    ],
)
def test_what_the_format_does_not_allow_is_a_fault_and_the_purposes_still_stand(text: str, fault: str) -> None:
    read = decode(text)
    assert isinstance(read, TcString)
    assert fault in read.faults
    assert read.consent == ()


@pytest.mark.parametrize(
    "text", ["", " ", "C", "BOvFyGBOvFyGBAbAAAENAPCAAOAAAAA", "éé", "${GDPR_CONSENT_1}", "C" * 20_000, "CO" * 500_000]
)
def test_what_is_no_string_gives_a_reason(text: str) -> None:
    assert isinstance(decode(text), str)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(
        st.text(), st.text(alphabet=ALPHABET + ".~=", max_size=3000).map(lambda t: "C" + t), st.text().map(lambda t: "D" + t)
    )
)
def test_no_text_raises_and_what_is_told_is_bounded(text: str) -> None:
    read, other = decode(text), decode_gpp(text)
    for found in (read, other):
        assert isinstance(found, str) or len(json.dumps(found.told())) < 60_000
    looks_like_one(text)
    if isinstance(read, TcString):
        purposes = read_purposes(text)
        assert purposes is not None
        assert purposes.consent == read.consent


@settings(max_examples=200, deadline=None)
@given(made=st.sampled_from(MADE["tcf"]), place=st.integers(0, 700), letter=st.sampled_from(ALPHABET + ".~"))
def test_a_spoilt_letter_never_raises(made: dict[str, Any], place: int, letter: str) -> None:
    text = made["text"]
    decode(text[:place] + letter + text[place + 1 :])
    decode(text[:place])


@settings(max_examples=200, deadline=None)
@given(made=st.sampled_from(MADE["gpp"]), place=st.integers(0, 60), letter=st.sampled_from(ALPHABET + ".~"))
def test_a_spoilt_letter_of_a_gpp_string_never_raises(made: dict[str, Any], place: int, letter: str) -> None:
    text = made["text"]
    decode_gpp(text[:place] + letter + text[place + 1 :])
