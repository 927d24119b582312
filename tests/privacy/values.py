"""Made-up personal values of every shape that offices write, to be planted in exports and looked for afterwards.

None is of a person that we know of. Each is searched for as it is written, decomposed, without marks, and without what
stands between its letters.
"""

FULL_NAMES = """
Mạc Thị Bưởng; Thân Văn Nhậm; Ninh Thị Hoẻn; Giàng A Pảo; Lò Văn Énh; Sùng Seo Lửng; Vàng Thị Mảy
Quàng Văn Pảnh; Triệu Thị Liễm; Nông Quốc Tuyển; Ma Thị Nảm; Chẩu Văn Lẫm; Nguyễn Thị Zyxwa; Trần Qwertz Bình
Lê Thị Thuỷnh; Phạm Văn Khởn; Hoàng Đình Quỳnhg; Vũ Ngọc Trầnh; Đặng Hữu Phướcz; Bùi Xuân Đượmn; Đỗ Thị Mườinh
Hồ Sỹ Lộcn; Ngô Bảo Chấun; Dương Thị Xuyếnh; Lý Văn Slẩu; Đinh Thị Nhưnh; Trịnh Công Sơnz; Đoàn Thị Điểmz
Lương Thế Vịnhz; Mai Thúc Loann; Đào Duy Anhz; Tô Vĩnh Diệnz; Hà Thị Cầuz; Cao Bá Quátz; Tạ Thị Kiềuz
Châu Văn Liêmz; Trương Định Côngz; Lâm Thị Mỹz; Phùng Khắc Khoanz; Vương Thừa Vũz; Tăng Bạt Hổz
Quách Thị Trangz; Chu Văn Anz; Thái Phiênz; Tống Duy Tânz; Khổng Tử Xuânz; Lầu A Chúaz; Thào Mí Sìnhz; Cứ A Dếz
Hạng Thị Súaz
"""

SHORT_NAMES = """
Bưởng; Xuyếnh; Khuơnh; Thoảng; Quyểnh; Nhưỡng; Mạc Bưởng; Lò Sinhz; Giàng Páoz; Y Bhẳk; H'Hẻn Niê; K'Brổi
Lê Minhz; Hà Thuyz; Cầm Ngoanz; B. Nguyễnz; N. T. Bưởng; Nguyễn V. Thoảng; Trần T.K. Xuyếnh; Zhang Weiqi
"""

CAPITALS = """
NGUYỄN THỊ BƯỞNG; MẠC VĂN XUYẾNH; GIÀNG A PẢO; LÒ THỊ KHUƠNH; TRẦN QUANG THOẢNG; VÀNG SEO LỬNG
NGUYEN THI BUONGZ; MAC VAN XUYENHZ; TRIEU THI LIEMZ; CHAU VAN LAMZ; PHAM THI QUYENHZ; LE VAN NHUONGZ
"""

UNMARKED = """
Nguyen Thi Buongz; Tran Van Xuyenhz; Mac Thi Khuonhz; nguyen van thoangz; le thi quyenhz; giang a paoz
nguyễn văn thoảng; trần thị xuyếnh; mạc thị bưởng; sùng seo lửng; NguyenVanThoangz; TranThiXuyenhz
nguyen-thi-buongz; le_van_nhuongz; NGUYENTHIBUONGZ
"""

ADDRESSED = """
Ông Thoảng; bà Xuyếnh; anh Khuơnh; chị Bưởng; Ông Nguyễn Văn Thoảng; Bà Mạc Thị Bưởng; cô Quyểnh; chú Nhưỡng
bác Thoảng tổ 5; đồng chí Trần Khuơnh; con bà Xuyếnh; nhà ông Thoảng; Ông: Lò Văn Énh; Mr Thoangz
em Bưởng lớp 5
"""

IN_WORDS = """
Ghi chú của bà Bưởng; xin cấp lại cho Nguyễn Thị Xuyếnh; đã gọi điện cho anh Thoảng; Hồ sơ của Mạc Văn Khuơnh
Trần Thị Quyểnh (vợ); 12 - Nguyễn Thị Bưởng; Đang xử lý - Lê Văn Nhưỡng; Chờ bổ sung, Nông Thị Xuyếnh
Giấy tờ của chị Khuơnh; Trả cho Thân Văn Thoảng
"""

IN_CODES = """
HS-Nguyễn Văn Thoảng; HS_MacThiBuongz; H60.101-260302-0001 - Nguyễn Thị Xuyếnh; BL-Trần Thị Khuơnh-12
nguyen.van.thoangz-01; 001-LÊ THỊ BƯỞNG; GD 12 Xuyếnh; HS-Thoảng-01; NV/Quyểnh/2026; HS0912345679
HS-001199887755; CCCD001199887744; số CCCD: 001 1998 87743; MST 8011998877; +84 (0)98-765-4399
"""

ADDRESSES = """
12 ngõ 7 phố Zlatanh; Số nhà 15, tổ 9; Tổ 17 Bưởngxá; thôn Xuyếnhxá; xóm 8, xã Khuơnhlâm
25 Thoảngkiệt, Quyểnhxuân; Số 4B, ngách 12/3; khu phố 6 Nhưỡngtân; ấp Bưởngtây; Bản Khuơnhpù, xã Xuyếnhlập
102/5A đường Thoảngđạo; hẻm 45/2 Quyểnhtrọng; TDP 14 Nhưỡnghòa; Nhà số 7, đường Bưởngquán
căn hộ 1204 chung cư Xuyếnhpark; 88 Khuơnhthái, phường Thoảngtân; Đội 5, thôn Quyểnhđông; Kiệt 12 Nhưỡngcầu
buôn Bưởngdhung; Khóm 3 Xuyếnhtrung
"""

PHONES = """
0987654321; 0912 345 671; 0912.345.672; 0912-345-673; +84 912 345 674; +84912345675; 0084912345676
0084 912 345 677; (+84) 912 345 678; 84912345670; 0243 825 6789; 02438256781; 09 12 34 56 71; 09.12.34.56.72
0 9 1 2 3 4 5 6 7 3; ĐT: 0987654322; 0987654323 (Zalo); gọi 0987654324; 0387654325/0987654326; tel.0987654327
0912345 684; 091 2345 685
"""

PAPERS = """
001199887766; 001 199 887 765; 001.199.887.764; 001-199-887-763; 0011 9988 7762; 079199887761; CCCD 001199887760
038199887759 cấp 2021; 123456781; 012345682; 012 345 683; CMND 012345684; B1234567; C7654321; Hộ chiếu B7654322
P01234568; 22A-123.45; 22A-12346; 29B1-123.47; 30E 123.48; 22A1-6789; 51F-98765
"""

ACCOUNTS = """
19036789012345; 0123456789012; 1903 6789 0123 46; 1060 0123 4567; 106001234567; MST 8012345678; 8012345679
2400123456789; STK 19036789012347; 4791234567890
"""

MAIL = """
zyxwa@example.com; a.buongz@gmail.com; xuyenhz(at)gmail.com; thoangz [at] yahoo.com; khuonhz at gmail.com
quyenhz@ubnd.example.vn; nhuongz.gmail.com; zalo: buongz@x
"""


def entries(text: str) -> tuple[str, ...]:
    """The values of a list."""
    return tuple(entry.strip() for line in text.strip().splitlines() for entry in line.split(";") if entry.strip())


VALUES = tuple(
    dict.fromkeys(
        entry
        for text in (
            *(FULL_NAMES, SHORT_NAMES, CAPITALS, UNMARKED, ADDRESSED, IN_WORDS, IN_CODES),
            *(ADDRESSES, PHONES, PAPERS, ACCOUNTS, MAIL),
        )
        for entry in entries(text)
    )
)
"""Each once, in the order of their shapes."""
