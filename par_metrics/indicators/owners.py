"""Who answers for what: the agencies that the plan's appendix names as lead."""

from schemas import Label

TT_PVHCC = Label("Trung tâm Phục vụ hành chính công", "Public administration service centre")
VP_HDND_UBND = Label("Văn phòng HĐND và UBND", "Office of the People's Council and Committee")
