"""Who answers for what: the agencies that the plan's appendix names as lead."""

from schemas import Label

TT_PVHCC = Label("Trung tâm Phục vụ hành chính công", "Public administration service centre")
VP_HDND_UBND = Label("Văn phòng HĐND và UBND", "Office of the People's Council and Committee")
VH_XH = Label("Phòng Văn hóa - Xã hội", "Division of culture and social affairs")
KT_HT_DT = Label("Phòng Kinh tế, Hạ tầng và Đô thị", "Division of economy, infrastructure and urban affairs")
CAC_CO_QUAN = Label("Các cơ quan, đơn vị thuộc Ủy ban nhân dân", "Agencies of the People's Committee")
