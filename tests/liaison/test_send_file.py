"""Photographs and video pass in pieces: to whom a letter named them, whole or not at all, after any cut."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from borderlink.foundation.refusals import NotAllowed, NotFound
from borderlink.liaison.actions import exchanging_files as exchange
from borderlink.liaison.actions.carrying import export_file, import_file
from borderlink.liaison.actions.filing import drop_file, folder, look_at_file, send_file
from borderlink.liaison.adapters import courier, shelf
from borderlink.liaison.domain.carrying import Manifest
from borderlink.liaison.domain.files import PIECE_BYTES, framed, listing_of
from borderlink.liaison.domain.filing import MAGIC, Head, Want, to_bytes
from borderlink.liaison.models.files import EvidenceFile
from borderlink.liaison.models.letters import Letter
from borderlink.liaison.models.post import FailureCount, Outgoing, PostAlarm
from borderlink.liaison.queries import files as queries
from borderlink.liaison.refusals.files import FileGone, FileKnown
from borderlink.liaison.refusals.gate import ApprovalMissing
from borderlink.liaison.refusals.receiving import KeyNotValid
from tests.liaison.file_scenes import Files, film, picture, unknown
from tests.liaison.partners import fresh_key, liaison_officer, pinned_agency
from tests.simulators import SimulatedPartner
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(world: World) -> Files:
    return Files(world)


def counted() -> dict[str, int]:
    return {row.code: row.count for row in FailureCount.objects.filter(code__startswith="files.")}


def test_a_file_goes_in_pieces_to_whom_its_letter_named_it_and_to_nobody_else(files: Files) -> None:
    data = film(5 * PIECE_BYTES + 7)
    draft = files.attached(picture())
    assert files.call([files.want(draft)]).absent == ((str(draft.letter), draft.sha256),)  # not let out yet
    row = files.sent(data)
    assert Outgoing.objects.get(letter=row.letter).lane == 3  # bulk
    assert (
        files.call([unknown(row)]).absent[0][1] == row.sha256
    )  # of a letter that never was: the same answer
    assert files.got == {}

    first = files.call([files.want(row)])
    assert (first.absent, sorted(files.got)) == ((), [0, 1, 2, 3])
    row.refresh_from_db()
    assert (row.state, row.held) == ("going", 0)
    files.call([files.want(row)], later=1)
    assert b"".join(files.got[at] for at in sorted(files.got)) == data
    files.call([files.want(row)], later=2)  # they miss nothing: it is whole over there

    row.refresh_from_db()
    assert (row.state, row.held, row.missing) == ("whole", 6, [])
    files.call(
        [Want(letter=str(row.letter), file=row.sha256, held=1, missing=((1, 900),))], later=1
    )  # an old word
    row.refresh_from_db()
    assert (row.state, row.code) == ("whole", "")


def test_another_partner_asks_for_it_in_vain(files: Files) -> None:
    row = files.sent(picture())
    mine = files.two.other
    _, agency = pinned_agency(files.world, "HN-POLICE", "VN", at=files.two.at)
    files.two.other = SimulatedPartner.of(agency, mine.them)
    told = files.call([files.want(row), unknown(row)])

    assert files.got == {}
    assert [file for _, file in told.absent] == [row.sha256, row.sha256]
    files.two.other.sign_key = fresh_key()
    with pytest.raises(KeyNotValid):
        files.call([files.want(row)])


def test_pieces_come_in_any_order_and_only_those_that_fit_until_the_file_is_whole(files: Files) -> None:
    data = film(2 * PIECE_BYTES) + film(100)
    row, other = files.named(data), files.named(picture(4), shows="EPI-SEAL")
    parts = [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)]
    good = [files.piece(row, place, part) for place, part in enumerate(parts)]
    assert files.call().wants[0].missing == ((0, 2),)

    files.call(pieces=[good[2], good[2], files.piece(row, 0, parts[1]), files.piece(other, 0, parts[2])])
    files.call(pieces=[
        good[1][:-9] + b"wrong bit" , files.piece(row, 5, parts[0]), files.piece(row, 1, parts[1][:-1]),
        files.piece(row, 1, parts[1], recipient="HN-POLICE"),
    ])  # fmt: skip
    assert counted() == {"files.piece-wrong": 4, "files.piece-not-read": 2}
    with pytest.raises(NotFound):  # nothing of it is shown before it is whole
        look_at_file(letter=row.letter, preview=False, by=files.lin, at=files.two.at)
    told = files.call(pieces=[good[0]])  # cut and killed in between: what was taken in lies on the disk
    assert {want.file: want.missing for want in told.wants}[row.sha256] == ((1, 1),)
    told = files.call(pieces=[good[1]])

    assert {want.file: want.is_whole for want in told.wants} == {row.sha256: True, other.sha256: False}
    seen, path = look_at_file(letter=row.letter, preview=False, by=files.lin, at=files.two.at)
    assert (path.read_bytes(), seen.state, seen.media_type) == (data, "whole", "video/mp4")
    assert not (folder() / shelf.COMING / str(row.pk)).exists()
    with pytest.raises(NotFound):
        look_at_file(
            letter=row.letter, preview=False, by=files.world.reader(files.world.chidi), at=files.two.at
        )
    files.call(pieces=[good[1]])  # once more, when nothing of it is wanted
    assert counted()["files.piece-not-wanted"] == 1
    files.call(pieces=[files.piece(other, 0, picture(4))])
    shown, small = look_at_file(letter=other.letter, preview=True, by=files.lin, at=files.two.at)
    assert (shown.preview, shown.media_type, small.read_bytes()[:2]) == (True, "image/png", b"\xff\xd8")


def test_a_letter_that_contradicts_itself_brings_no_file(files: Files) -> None:
    data = film(300)
    row = files.named(data, sha256="cd" * 32)
    told = files.call(pieces=[files.piece(row, 0, data)])

    assert told.wants[0].code == "files.not-whole"
    assert PostAlarm.objects.get().code == "files.not-whole"
    row.refresh_from_db()
    assert row.state == "refused"
    assert not shelf.path_of(folder(), listing_of([data]).sha256).exists()
    for changes in ({"size": 300 + PIECE_BYTES}, {"offered": "ef" * 32}):
        with pytest.raises(EvidenceFile.DoesNotExist):  # set aside with its code: nothing is asked for
            files.named(film(301), **changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceFile.objects.filter(pk=row.pk).update(sha256="ab" * 32)


def test_what_has_no_room_waits_and_comes_when_there_is_some(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = film(400)
    row = files.named(data)
    monkeypatch.setattr(queries, "QUOTA_BYTES", 399)
    told = files.call(pieces=[files.piece(row, 0, data)])
    assert (told.wants[0].code, counted()) == ("files.no-room", {"files.no-room": 1})
    monkeypatch.setattr(queries, "QUOTA_BYTES", 400)
    monkeypatch.setattr(shelf, "free_bytes", lambda _: 799)
    assert files.call().wants[0].code == "files.no-room"
    monkeypatch.setattr(shelf, "free_bytes", lambda _: 800)

    assert files.call(pieces=[files.piece(row, 0, data)]).wants[0].is_whole
    ours = files.sent(picture())
    wait = Want(letter=str(ours.letter), file=ours.sha256, held=0, code="files.no-room")
    files.call([wait])
    assert (EvidenceFile.objects.get(pk=ours.pk).state, queries.going_to(ours.partner)[0].code) == (
        "going", "files.no-room",
    )  # fmt: skip
    files.call([files.want(ours)], later=1)
    assert EvidenceFile.objects.get(pk=ours.pk).code == ""


def test_we_call_a_partner_that_knows_files_and_push_what_it_misses(files: Files) -> None:
    old = files.attached(picture(3))
    send_file(letter=old.letter, by=files.lin, at=files.two.at)  # its letter has not been read over there
    partner = files.two.partner
    assert not queries.files_wait(partner)
    row = files.sent(picture(5))
    coming = files.named(film(200))
    assert queries.files_wait(partner)

    parcel = exchange.prepare_files(partner=partner, at=files.two.at)
    said = files.hear(parcel.data)
    assert (files.got[0], [want.file for want in said.wants]) == (picture(5), [coming.sha256])
    other = files.two.other
    head = Head(
        sender=other.code,
        recipient=other.them.agency,
        at=int(other.now.timestamp()),
        wants=(files.want(row),),
    )
    answer = to_bytes(head.sign(other.sign_key), (files.piece(coming, 0, film(200)),))
    assert exchange.take_files(partner=partner, data=answer, at=files.two.at)

    assert not exchange.take_files(partner=partner, data=answer, at=files.two.at)  # nothing moved again
    states = EvidenceFile.objects.filter(pk__in=[row.pk, coming.pk]).values_list("state", flat=True)
    assert set(states) == {"whole"}


def test_what_shows_a_person_or_was_changed_does_not_leave(files: Files) -> None:
    row = files.attached(picture(), persons=True)
    with pytest.raises(ApprovalMissing):
        send_file(letter=row.letter, by=files.lin, at=files.two.at)
    assert (Letter.objects.get(uuid=row.letter).state, Outgoing.objects.count()) == ("draft", 0)
    with pytest.raises(FileKnown):
        files.attached(picture())
    with pytest.raises((NotFound, NotAllowed)):
        drop_file(letter=row.letter, by=files.world.reader(files.world.bruno), at=files.two.at)
    drop_file(letter=row.letter, by=files.lin, at=files.two.at)
    assert not shelf.path_of(folder(), row.sha256).exists()

    again = files.attached(picture())
    shelf.path_of(folder(), again.sha256).write_bytes(b"another")
    with pytest.raises(FileGone):
        send_file(letter=again.letter, by=files.lin, at=files.two.at)
    shelf.path_of(folder(), again.sha256).write_bytes(picture())
    send_file(letter=again.letter, by=files.lin, at=files.two.at)
    shelf.path_of(folder(), again.sha256).write_bytes(b"another")
    files.call([files.want(again)])
    assert (files.got, EvidenceFile.objects.get(pk=again.pk).code) == ({}, "files.spoilt")


def test_files_are_carried_by_hand_both_ways(files: Files, tmp_path: Path) -> None:
    officer, at = liaison_officer(files.world), files.two.at
    old = files.attached(picture(3))
    send_file(letter=old.letter, by=files.lin, at=at)
    plain = export_file(code="MC-POLICE", path=tmp_path / "plain", by=officer, at=at)
    assert (
        courier.read_manifest(plain.path)[0].manifest.files == 0
    )  # a program that may not know files reads it
    row, theirs = files.sent(film(PIECE_BYTES + 5)), files.named(film(PIECE_BYTES + 9))

    done = export_file(code="MC-POLICE", path=tmp_path / "out", by=officer, at=at)
    signed = courier.read_manifest(done.path)[0].manifest
    parts = list(courier.parts(done.path))[-signed.files :]
    said = files.hear(MAGIC + b"".join(map(framed, parts)))
    assert (done.pieces, len(files.got), said.wants[0].missing) == (2 + 1, 2, ((0, 1),))
    # Their file: the same bytes as they would export, out of order, one of them cut on the first try.
    data = film(PIECE_BYTES + 9)
    pieces = [files.piece(theirs, 1, data[PIECE_BYTES:]), files.piece(theirs, 0, data[:PIECE_BYTES])]
    other = files.two.other
    head = Head(
        sender=other.code, recipient=other.them.agency, at=int(at.timestamp()), wants=(files.want(row),)
    ).sign(other.sign_key)
    manifest = Manifest(
        sender="MC-POLICE", recipient="GZ-CUSTOMS", envelopes=0, statements=0, stretches=(), files=3,
        digest=courier.digest_of([head, *pieces]), at=int(at.timestamp()),
    )  # fmt: skip
    path = tmp_path / "in"
    courier.write(path, manifest.sign(other.sign_key), [head, *pieces])
    came = import_file(path=path, by=officer, at=at + timedelta(minutes=1))

    assert (came.pieces, came.not_taken) == (2, {})
    assert {EvidenceFile.objects.get(pk=one.pk).state for one in (row, theirs)} == {"whole"}
    again = import_file(path=path, by=officer, at=at + timedelta(minutes=2))
    assert again.not_taken == {"files.piece-not-wanted": 2}
    shutil.rmtree(folder() / shelf.COMING, ignore_errors=True)
