"""Help texts of commands and options, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from par_metrics.cli.completion import say_what_is_installed
from par_metrics.cli.help_layout import speak
from schemas import Label, Language

_ABOUT = Label(
    "Tính các chỉ số PAR INDEX, SIPAS, PAPI từ các tệp xuất của hệ thống hành chính.",
    "Indicators of PAR INDEX, SIPAS and PAPI from exports of public-administration records.",
)

# The commands by what they are for, in the order in which the help lists them.
PANELS: Mapping[Label, tuple[str, ...]] = {
    Label("Hằng ngày", "Every day"): ("nightly", "scorecard", "at-risk", "pace", "doctor"),
    Label("Xem số liệu", "Look at figures"): ("compute", "explain", "indicators", "plan", "disagreement", "diff"),
    Label("Nạp dữ liệu", "Load records"): ("init", "fetch", "ingest", "template", "loads", "rejects", "freshness"),
    Label("Chấm điểm", "Give points"): ("score", "par-index", "stakes", "rules"),
    Label("Báo cáo, biểu mẫu, đối soát", "Reports, forms, comparisons"): ("report", "form", "check-form", "reconcile"),
    Label("Công bố, bảo trì", "Publish, maintain"): (
        "publish",
        "digest",
        "postgres",
        "rebuild",
        "backup",
        "restore",
        "rotate-key",
        "prune",
        "sample",
    ),
}

COMMANDS: Mapping[str, Label] = {
    "init": Label("Tạo kho làm việc trong thư mục.", "Make a workspace in the folder."),
    "fetch": Label(
        "Lấy tệp xuất mới từ các nguồn trong cài đặt về inbox/; không ghi tên thì từ mọi nguồn.",
        "Fetch new exports from the sources of the settings into inbox/; from all of them without names.",
    ),
    "ingest": Label("Nạp các tệp xuất.", "Load exports."),
    "compute": Label("Tính chỉ số; không ghi mã thì tính tất cả.", "Compute indicators; all of them without ids."),
    "explain": Label("Liệt kê từng hồ sơ đứng sau một con số.", "List the records behind a figure."),
    "scorecard": Label(
        "Mọi mục của kế hoạch với số liệu và chỉ tiêu.", "Every row of the plan with figure and target."
    ),
    "indicators": Label(
        "Danh mục chỉ số; ghi mã để xem định nghĩa, check để thử chỉ số riêng.",
        "The catalogue of indicators; with an id, its definition; with check, your own are tried.",
    ),
    "plan": Label(
        "Các mục của kế hoạch; new: ghi một kế hoạch để sửa thành của đơn vị; check: kiểm tra.",
        "The rows of the plan; new: write one to change into your own; check: check it.",
    ),
    "loads": Label("Các lần nạp; rút lại, khôi phục một lần nạp.", "The loads; take one back, or restore it."),
    "rejects": Label("Các dòng bị từ chối và lý do.", "The refused rows and why."),
    "nightly": Label(
        "Chạy trọn vòng: lấy từ các nguồn, nạp inbox/, tính, kiểm tra, công bố.",
        "The whole run: fetch from sources, load inbox/, compute, check, publish.",
    ),
    "publish": Label(
        "Ghi kết quả và công bố nếu mọi kiểm tra đạt hoặc được chấp nhận.",
        "Write the outputs and publish them if every gate passes or is accepted.",
    ),
    "postgres": Label(
        "Ghi bản công bố mới nhất vào máy chủ PostgreSQL của cài đặt, hoặc kiểm tra máy chủ đó.",
        "Write the latest published run to the PostgreSQL server of the settings, or look at that server.",
    ),
    "digest": Label(
        "Bản tin của một lần chạy: in ra, gửi qua e-mail và webhook của cài đặt, hoặc thử gửi.",
        "The digest of a run: print it, send it by the mail and webhooks of the settings, or try these.",
    ),
    "rebuild": Label(
        "Dựng lại kho dữ liệu từ lake/; khôi phục tệp hỏng từ archive/.",
        "Make the warehouse again from lake/; restore damaged files from archive/.",
    ),
    "backup": Label("Sao lưu kho làm việc vào một thư mục.", "Back the workspace up into a folder."),
    "restore": Label("Kiểm tra một bản sao lưu, hoặc khôi phục từ đó.", "Check a backup, or put it back."),
    "rotate-key": Label(
        "Đổi khóa bí danh, đọc lại các bản xuất theo khóa mới.",
        "Change the key of pseudonyms, and read exports again under it.",
    ),
    "prune": Label("Xóa bản xuất trong archive/ đã quá hạn lưu.", "Remove archived exports that are kept too long."),
    "doctor": Label("Kiểm tra kho làm việc, chỉ ra điều cần sửa.", "Examine the workspace and say what to mend."),
    "sample": Label("Ghi bộ tệp xuất mẫu (dữ liệu giả lập).", "Write sample exports (made-up data)."),
    "diff": Label(
        "Số liệu nào thay đổi giữa hai thời điểm, do hồ sơ và lần nạp nào.",
        "Which figures changed between two instants, by which records and loads.",
    ),
    "disagreement": Label(
        "So các quy tắc đúng hạn với nhau, đến từng hồ sơ.", "The rules of on time side by side, down to the dossiers."
    ),
    "pace": Label(
        "Phần còn lại của kỳ phải đạt bao nhiêu; nhịp độ hiện nay dẫn đến đâu.",
        "What the rest of a period must bring for each target, and where the present pace leads.",
    ),
    "at-risk": Label(
        "Hồ sơ, phản ánh sắp đến hạn và quá hạn (chỉ mã).", "Dossiers or feedback falling due and overdue (codes only)."
    ),
    "freshness": Label(
        "Nguồn dữ liệu nào đến muộn: bản xuất mới nhất của từng loại đã cũ bao nhiêu ngày làm việc.",
        "Which feed is late: how many working days old the newest export of each kind is.",
    ),
    "reconcile": Label(
        "Đối soát hai nguồn cùng loại: thiếu bên nào, lệch chỗ nào, vì sao.",
        "Reconcile two sides of one kind: what is missing where, what differs and why.",
    ),
    "form": Label(
        "Lập biểu mẫu báo cáo, danh sách từ hồ sơ (Excel theo mẫu); không ghi tên thì liệt kê các biểu.",
        "Make an official form or list from records (Excel in its layout); without a name: which there are.",
    ),
    "check-form": Label(
        "Kiểm tra một biểu tổng hợp: tự khớp không, khớp hồ sơ không.",
        "Check an aggregate form against itself and against the records.",
    ),
    "report": Label(
        "Lập báo cáo định kỳ (DOCX); ghi lại số liệu khi đã gửi.",
        "Make the periodic report (DOCX); keep its figures once it was handed in.",
    ),
    "rules": Label("Các bộ quy tắc tính và chấm điểm.", "The rule sets that count and score."),
    "score": Label("Chấm điểm các đơn vị theo một bộ quy tắc.", "Score the units by a rule set."),
    "par-index": Label(
        "Điểm PAR INDEX theo bảng tiêu chí: tự chấm, thẩm định, tính từ số liệu.",
        "PAR INDEX points by the table of criteria: own, appraised, computed.",
    ),
    "stakes": Label(
        "Điểm đang mất ở đâu, tăng một phần trăm được bao nhiêu.", "Where points are lost, and what one percent brings."
    ),
    "template": Label(
        "Ghi mẫu Excel để nhập một loại bản ghi, hoặc mẫu báo cáo (bao-cao).",
        "Write an Excel template for a kind of records, or the template of the report.",
    ),
}

OPTIONS: Mapping[str, Label] = {
    "workspace": Label(
        "Thư mục của kho làm việc; mặc định $PAR_METRICS_WORKSPACE hoặc thư mục hiện tại.",
        "The workspace; default $PAR_METRICS_WORKSPACE or the current folder.",
    ),
    "debug": Label("Hiện chi tiết kỹ thuật khi có lỗi.", "Show technical details of errors."),
    "lang": Label("Ngôn ngữ của thông báo: vi, en.", "Language of messages: vi, en."),
    "version": Label("In phiên bản.", "Print the version."),
    "help": Label("In hướng dẫn này.", "Show this message."),
    "unit": Label("Tên hoặc mã định danh của đơn vị.", "Name or code of a unit."),
    "install_completion": Label(
        "Cài gợi ý lệnh (phím Tab) cho shell đang dùng.", "Install completion (Tab) for the shell in use."
    ),
    "show_completion": Label(
        "In đoạn lệnh gợi ý của shell đang dùng, để tự cài.", "Print the completion script of the shell in use."
    ),
    "late": Label(
        "Chỉ các hồ sơ chưa đạt hoặc quá hạn, kèm số ngày làm việc trễ, thủ tục, đơn vị.",
        "Only the dossiers missed or overdue, with working days late, procedure and unit.",
    ),
    "only": Label(
        "Chỉ mục chưa đạt (missed), có số liệu (figures), hoặc chỉ có nhiệm vụ (tasks).",
        "Only rows missed, with figures, or tasks without a figure.",
    ),
    "sql": Label("In câu SQL của chỉ số.", "Print the SQL of the indicator."),
    "to": Label(
        "Ghi danh mục cho chương trình khác: ossie (Apache Ossie) hoặc dbt (semantic layer), dạng YAML.",
        "Write the catalogue for other programs: ossie (Apache Ossie) or dbt (semantic layer), as YAML.",
    ),
    "plan_action": Label(
        "new: ghi plan.toml (hoặc --output plan.xlsx); check: chỉ ra chỗ sai, và mục chưa có số liệu, báo cáo.",
        "new: write plan.toml (or --output plan.xlsx); check: what is wrong, and rows without figure and report.",
    ),
    "source_names": Label(
        "Tên nguồn trong cài đặt, [sources.<tên>].", "Names of sources in the settings, [sources.<name>]."
    ),
    "files": Label("Tệp xuất: CSV, Excel, JSON, Parquet.", "Exports: CSV, Excel, JSON, Parquet."),
    "kind": Label("Loại bản ghi, nếu tệp không tự cho biết.", "Kind of records, if the file leaves it open."),
    "profile": Label(
        "Tên mẫu đọc có sẵn, hoặc tệp mẫu đọc riêng (TOML).", "A built-in profile, or your own TOML file."
    ),
    "exported_at": Label(
        "Thời điểm xuất tệp, ví dụ 2026-03-31T17:00.", "When it was exported, such as 2026-03-31T17:00."
    ),
    "full_list": Label(
        "Tệp là danh sách đầy đủ (của các ngày TỪ/ĐẾN, nếu tiêu đề không ghi): hồ sơ của danh sách trước mà tệp "
        "không còn thì không tính nữa.",
        "The file is a full list (of the days FROM/TO, if its title does not say): records of earlier lists that "
        "it lacks no longer count.",
    ),
    "withdraw": Label(
        "Rút lại một lần nạp: từ nay số liệu như chưa từng nạp; tệp bị từ chối vốn không phải tệp xuất thì thôi tính "
        "là bị từ chối. Ghi mã và lý do.",
        "Take a load back: from now on figures are as if it had not been made; a refused file that was never an export "
        "counts as refused no more. Its id, and why.",
    ),
    "restore_lake": Label(
        "Đọc lại từ archive/ những tệp của lake/, rejects/ bị mất hoặc hỏng.",
        "Read files of lake/ and rejects/ that are missing or damaged again from archive/.",
    ),
    "give_up": Label(
        "Bỏ các lần nạp mất tệp mà không khôi phục được; lý do được ghi vào sổ.",
        "Give up loads whose files are lost and cannot be restored; the ledger keeps the reason.",
    ),
    "into": Label("Thư mục chứa các bản sao lưu.", "Folder of the backups."),
    "with_key": Label(
        "Sao lưu cả khóa bí danh; mặc định không, hãy cất khóa riêng.",
        "The key of pseudonyms too; default: without it, keep it apart.",
    ),
    "backup_folder": Label(
        "Bản sao lưu, hoặc thư mục chứa chúng (lấy bản mới nhất).", "A backup, or a folder of them (the newest)."
    ),
    "restored": Label("Thư mục mới để khôi phục vào.", "A new folder to restore into."),
    "check": Label("Chỉ kiểm tra, in ra bản sao lưu có gì.", "Only check it, and say what it holds."),
    "only_look": Label(
        "Chỉ kết nối thử, nêu phiên bản, schema và bản công bố ở đó.",
        "Only connect, and say its version, the schema and which run is there.",
    ),
    "dry_run": Label("Chỉ nêu sẽ làm gì, không làm.", "Only say what would be done."),
    "verify": Label(
        "Đọc và kiểm tra mọi tệp đang lưu, cả kho; mặc định chỉ các tệp có thay đổi.",
        "Read and verify every file that is kept, and the warehouse; default: those that changed.",
    ),
    "restore": Label("Khôi phục một lần nạp đã rút lại.", "Take the withdrawal of a load back."),
    "reason": Label("Lý do khôi phục.", "Why it is restored."),
    "hidden_sheets": Label(
        "Trang tính ẩn của tệp Excel: read để đọc cả chúng; mặc định bỏ qua và nêu tên.",
        "Hidden sheets of a workbook: read to read them too; else they are left out and named.",
    ),
    "as_json": Label("In báo cáo nạp dạng JSON, mỗi tệp một dòng.", "Print load reports as JSON, one line a file."),
    "night_as_json": Label(
        "In kết quả dạng một văn bản JSON, thay cho lời.", "Print what it did as one document of JSON, not in words."
    ),
    "run_id": Label(
        "Lần chạy nào, tên thư mục trong published/; mặc định bản công bố mới nhất.",
        "Which run, by its folder in published/; default: the one published last.",
    ),
    "send_it": Label(
        "Gửi cho mọi nơi trong cài đặt [digest], kể cả nơi đã nhận.",
        "Send it to all that [digest] of the settings names, also to those who had it.",
    ),
    "try_it": Label("Gửi một tin thử đến mọi nơi đó.", "Send all of them a trial."),
    "shape": Label(
        "Dạng in: text, html (như trong e-mail), json (như gửi cho webhook).",
        "How it is written: text, html (as in the mail), json (as webhooks get it).",
    ),
    "ids": Label("Mã chỉ số, xem par-metrics indicators.", "Indicator ids, see par-metrics indicators."),
    "indicator": Label("Mã chỉ số, xem par-metrics indicators.", "Indicator id, see par-metrics indicators."),
    "period": Label(
        "Kỳ: 2026-03, 2026-Q3, 2026-H1, 2026, 2026-01-01/2026-06-10, hoặc 3/2026, quý 3/2026, "
        "6 tháng đầu năm 2026; mặc định năm nay.",
        "Period: 2026-03, 2026-Q3, 2026-H1, 2026, 2026-01-01/2026-06-10; default this year.",
    ),
    "why": Label(
        "Mã hồ sơ: nó được tính thế nào trong mọi chỉ số, hoặc trong chỉ số MÃ, và vì sao.",
        "Code of a dossier: how it counts in every indicator, or in ID, and why.",
    ),
    "pair": Label(
        "Hai quy tắc, ví dụ resolved qd766: liệt kê hồ sơ được tính khác nhau.",
        "Two rules, such as resolved qd766: list the dossiers they count differently.",
    ),
    "grain": Label("Chia kỳ theo ngày, tuần, tháng, quý, nửa năm, năm.", "Split the period."),
    "by": Label(
        "Nhóm theo: unit_code, procedure_code, field, channel, cột khác hay nhóm riêng.",
        "Group by: unit_code, procedure_code, field, channel, other columns, or your own groups.",
    ),
    "all_loads": Label(
        "Cả các lần nạp cũ của tệp đã nạp lại; mặc định lần nạp mới nhất của mỗi tệp.",
        "Also earlier loads of files that were loaded again; default each file's newest load.",
    ),
    "accept": Label(
        "Công bố dù có nhiều dòng bị từ chối hoặc số liệu bất thường, với lý do ghi vào manifest.json.",
        "Publish although many rows were refused or figures are odd, for a reason that manifest.json keeps.",
    ),
    "as_of": Label(
        "Tính đến thời điểm này, ví dụ 1/10/2026; mặc định bây giờ.", "See everything as it stood then; default now."
    ),
    "instants": Label(
        "So những gì đã nạp đến lúc này với lần thứ hai ghi tùy chọn này, hoặc với bây giờ; "
        "mặc định: lần công bố gần nhất.",
        "Compare what had been loaded by then with the second time this is given, or with now; "
        "default: the latest published run.",
    ),
    "table": Label(
        "Bảng nào: figures, records, loads; với --reported cả otherwise.",
        "Which table: figures, records, loads; with --reported otherwise too.",
    ),
    "reported": Label(
        "So với báo cáo kỳ này đã ghi là đã gửi (report --sign).",
        "Compare with the report of this period that was handed in (report --sign).",
    ),
    "document": Label(
        "Với --sign: báo cáo đã gửi, tệp DOCX.", "With --sign: the document of the report that was handed in."
    ),
    "template_file": Label("Mẫu báo cáo của đơn vị (DOCX).", "The office's own template of the report (DOCX)."),
    "sign": Label(
        "Ghi lại số liệu của báo cáo đã gửi, để diff --reported so về sau.",
        "Keep the figures of a report that was handed in, for diff --reported.",
    ),
    "known_at": Label("Chỉ dùng những gì đã nạp đến lúc đó.", "Use only what had been loaded by then."),
    "rules": Label("Chỉ các chỉ số của bộ quy tắc này.", "Only the indicators of this rule set."),
    "engine": Label("Tính bằng DuckDB, hoặc bằng Spark trên lake/.", "Count with DuckDB, or with Spark over lake/."),
    "remote": Label(
        "Máy chủ Spark Connect, ví dụ sc://máy:15002.", "The Spark Connect server, such as sc://host:15002."
    ),
    "card_by": Label("Xếp theo bộ chỉ số hay theo cơ quan chủ trì.", "Grouped by index or by owner."),
    "rule_set": Label("Bộ quy tắc, xem par-metrics rules.", "A rule set, see par-metrics rules."),
    "inputs": Label("Từng đầu vào thay cho điểm các nhóm.", "Every input instead of the blocks."),
    "level": Label("Độ tin cậy của khoảng dự báo, mặc định 0.95.", "Chance that the interval holds, default 0.95."),
    "days": Label("Số ngày làm việc, mặc định 3.", "Working days ahead, default 3."),
    "risk_kind": Label("dossiers (hồ sơ) hoặc feedback (PAKN).", "dossiers or feedback."),
    "form": Label("Định dạng.", "Output format."),
    "limit": Label(
        "Bảng trên màn hình có nhiều nhất ngần này dòng, 0 là tất cả; tệp, CSV, JSON, Parquet luôn đủ dòng.",
        "A table on the screen has at most so many rows, 0 for all; files, CSV, JSON, Parquet always have all.",
    ),
    "output": Label("Ghi vào tệp này.", "Write to this file."),
    "load": Label("Một lần nạp, xem par-metrics loads.", "One load, see par-metrics loads."),
    "template_name": Label(
        "Loại bản ghi, ví dụ don-vi, can-bo, ho-so, hoặc bao-cao.", "Kind of records, such as staff, or report."
    ),
    "record_kind": Label("Loại bản ghi, ví dụ dossiers.", "Kind of records, such as dossiers."),
    "left": Label("Nguồn (one_stop, ...), mã lần nạp, hoặc tệp.", "A source (one_stop, ...), a load, or a file."),
    "right": Label("Bên kia, cũng như vậy.", "The other side, likewise."),
    "part": Label("Phần nào của kết quả.", "Which part of the result."),
    "form_id": Label("Biểu, ví dụ II.06a, 766-tien-do, qua-han.", "The form, such as II.06a, 766-tien-do, qua-han."),
    "rows": Label("Mỗi dòng là đơn vị (unit) hay lĩnh vực (field).", "What a row is: unit or field."),
    "form_file": Label("Tệp biểu: Excel hoặc CSV.", "The form: Excel or CSV."),
    "folder": Label("Thư mục để ghi.", "Folder to write to."),
    "dossiers": Label("Số hồ sơ.", "Number of dossiers."),
    "units": Label("Số đơn vị.", "Number of units."),
    "seed": Label("Số khởi tạo; cùng số thì cùng dữ liệu.", "Seed; the same seed gives the same data."),
    "layout": Label(
        "mixed: các mẫu thật, có dòng sai; csv: một tệp lớn, không có dòng sai.",
        "mixed: real layouts with wrong rows; csv: one large file without any.",
    ),
}


# What an option is given, where typer would name a type.
_GIVEN: Mapping[Label, tuple[str, ...]] = {
    Label("KỲ", "PERIOD"): ("period",),
    Label("ĐƠN_VỊ", "UNIT"): ("unit",),
    Label("LÚC", "WHEN"): ("as_of", "known_at", "instants", "exported_at"),
    Label("TỆP", "FILE"): ("files", "output", "form_file", "document", "template_file"),
    Label("THƯ_MỤC", "FOLDER"): ("workspace", "folder", "into", "backup_folder", "restored"),
    Label("SỐ", "NUMBER"): ("limit", "days", "dossiers", "units", "seed", "level"),
    Label("CỘT", "COLUMN"): ("by",),
    Label("BỘ", "RULES"): ("rules", "rule_set"),
    Label("LOẠI", "KIND"): ("kind", "template_name", "record_kind"),
    Label("MẪU", "PROFILE"): ("profile",),
    Label("MÃ", "CODE"): ("why",),
    Label("TÊN", "NAME"): ("source_names",),
    Label("MÃ LÝ_DO", "ID REASON"): ("withdraw",),
    Label("LÝ_DO", "REASON"): ("reason", "accept", "give_up"),
    Label("LẦN_CHẠY", "RUN"): ("run_id",),
    Label("MÃ", "ID"): ("indicator", "ids", "load", "restore"),
    Label("BÊN_TRÁI", "LEFT"): ("left",),
    Label("BÊN_PHẢI", "RIGHT"): ("right",),
    Label("BIỂU", "FORM"): ("form_id",),
}
_METAVARS = {name: label for label, names in _GIVEN.items() for name in names}


def localise(group: Any, language: Language) -> None:
    """Fill in the help of a Typer command group and of all its commands and options, and put them in order."""
    group.panels = {label.in_language(language): names for label, names in PANELS.items()}
    order = [name for names in PANELS.values() for name in names]
    group.commands = dict(sorted(group.commands.items(), key=lambda command: order.index(command[0])))
    group.help = _ABOUT.in_language(language)
    say_what_is_installed(group)
    for name, command in group.commands.items():
        command.help = command.short_help = COMMANDS[name].in_language(language)
    for command in (group, *group.commands.values()):
        speak(command, language)
        for parameter in command.params:
            parameter.help = OPTIONS[parameter.name].in_language(language)
            if parameter.name in _METAVARS:
                parameter.metavar = _METAVARS[parameter.name].in_language(language)
        context = command.make_context(command.name, [], resilient_parsing=True, **group.context_settings)
        command.get_help_option(context).help = OPTIONS["help"].in_language(language)
