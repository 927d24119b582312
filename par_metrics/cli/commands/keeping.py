"""The commands that keep a workspace: backups, the key of pseudonyms, how long exports are archived."""

from pathlib import Path
from typing import Annotated

import typer

from par_metrics.cli.app import app
from par_metrics.cli.state import State
from par_metrics.errors import UsageError
from schemas import Label


@app.command()
def backup(
    context: typer.Context,
    into: Annotated[Path, typer.Argument(metavar="FOLDER")],
    with_key: Annotated[bool, typer.Option("--with-key")] = False,
) -> None:
    from par_metrics.operations.backup import back_up

    state: State = context.obj
    ws = state.open()
    folder, made = back_up(ws.root, into, with_key=with_key)
    state.say(
        Label(
            f"Đã sao lưu vào {folder}: {made.loads} lần nạp, {len(made.files)} tệp ({made.copied} tệp mới). "
            "Có dữ liệu cá nhân trong archive/: cất nơi chỉ người có trách nhiệm mở được.",
            f"Backed up into {folder}: {made.loads} loads, {len(made.files)} files ({made.copied} of them new). "
            "archive/ holds personal data: keep it where only those in charge can open it.",
        )
    )
    if not with_key:
        state.say(
            Label(
                "Bản sao lưu KHÔNG có khóa bí danh: cất riêng .pseudonym-key (hoặc dùng --with-key).",
                "The key of pseudonyms is NOT in it: keep .pseudonym-key apart (or use --with-key).",
            )
        )


@app.command()
def restore(
    context: typer.Context,
    backup_folder: Annotated[Path, typer.Argument(metavar="BACKUP")],
    restored: Annotated[Path | None, typer.Argument(metavar="FOLDER")] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
) -> None:
    from par_metrics.operations import backup as backups

    state: State = context.obj
    if check:
        folder, made = backups.check(backup_folder)
        state.say(_of_backup(folder, made))
        return
    if restored is None:
        raise UsageError(
            Label(
                "hãy nêu thư mục để khôi phục vào, hoặc --check để chỉ kiểm tra",
                "name the folder to restore into, or --check to only check it",
            ),
            "no_folder",
        )
    made, loads = backups.restore(backup_folder, restored)
    state.say(
        Label(
            f"Đã khôi phục vào {restored}: {loads} lần nạp, sao lưu lúc {made.made_at}.",
            f"Restored into {restored}: {loads} loads, backed up at {made.made_at}.",
        )
    )
    if made.key_check and not backups.has_its_key(restored, made):
        state.say(
            Label(
                "Chưa có đúng khóa bí danh: chép .pseudonym-key cất riêng vào đó trước khi nạp phiếu khảo sát.",
                "Its key of pseudonyms is not there: put the .pseudonym-key kept apart into it before loading surveys.",
            )
        )


def _of_backup(folder: Path, made: object) -> Label:
    from par_metrics.operations.backup_manifest import Backup

    assert isinstance(made, Backup)
    size = f"{made.bytes / 1e6:.1f} MB"
    key_vi, key_en = (
        ("có khóa bí danh", "with the key") if made.has_key else ("không có khóa bí danh", "without the key")
    )
    return Label(
        f"Bản sao lưu {folder} nguyên vẹn: đơn vị {made.unit or '?'}, lúc {made.made_at}, {made.loads} lần nạp "
        f"(mới nhất {made.newest or '-'}), {len(made.files)} tệp, {size}, {key_vi}, par-metrics {made.software}.",
        f"The backup {folder} is whole: unit {made.unit or '?'}, at {made.made_at}, {made.loads} loads "
        f"(the newest {made.newest or '-'}), {len(made.files)} files, {size}, {key_en}, par-metrics {made.software}.",
    )


@app.command(name="rotate-key")
def rotate_key(context: typer.Context) -> None:
    from par_metrics.operations.key import rotate_key as rotate

    state: State = context.obj
    count = rotate(state.open().root)
    state.say(
        Label(
            f"Đã đổi khóa bí danh, đọc lại {count} lần nạp theo khóa mới; số liệu không đổi. Khóa cũ không được giữ. "
            "Cất riêng .pseudonym-key mới; các bản sao lưu trước vẫn theo khóa cũ.",
            f"The key of pseudonyms is changed, {count} loads were read again under it; figures stay. The old key is "
            "not kept. Keep the new .pseudonym-key apart; earlier backups are still under the old one.",
        )
    )


@app.command()
def prune(context: typer.Context, dry_run: Annotated[bool, typer.Option("--dry-run")] = False) -> None:
    from par_metrics.operations.retention import prune as remove

    state: State = context.obj
    ws = state.open()
    done = remove(ws.root, dry_run=dry_run)
    for file in done.files:
        print(file.relative_to(ws.root).as_posix())
    size = f"{done.bytes / 1e6:.1f} MB"
    vi, en = ("Sẽ xóa", "Would remove") if dry_run else ("Đã xóa", "Removed")
    state.say(
        Label(
            f"{vi} {len(done.files)} bản xuất quá hạn lưu ({size}). Các lần nạp đó không đọc lại được nữa.",
            f"{en} {len(done.files)} exports kept too long ({size}). Their loads cannot be read again any more.",
        )
    )
