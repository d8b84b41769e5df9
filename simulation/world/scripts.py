"""Names that are written in more than one script, and surnames made of parts.

Belongs here: Arabic and Chinese names beside their Latin spellings, nicknames, and the parts of rarer surnames. Not
here: common names of one script (`names`), or who bears them (`people`).
"""

from __future__ import annotations

ARABIC_GIVEN = {
    "Fatima": "فاطمة", "Maryam": "مريم", "Aisha": "عائشة", "Noura": "نورة", "Sara": "سارة", "Reem": "ريم",
    "Layla": "ليلى", "Hessa": "حصة", "Mona": "منى", "Dana": "دانة", "Amal": "أمل", "Huda": "هدى", "Salma": "سلمى",
    "Noor": "نور", "Yasmin": "ياسمين", "Rania": "رانيا", "Hala": "هالة", "Lulwa": "لولوة", "Abeer": "عبير",
    "Shaikha": "شيخة", "Nada": "ندى", "Ghada": "غادة", "Lina": "لينا", "Dalal": "دلال", "Jawaher": "جواهر",
    "Mohammed": "محمد", "Ahmed": "أحمد", "Khalid": "خالد", "Omar": "عمر", "Abdullah": "عبد الله", "Faisal": "فيصل",
    "Zainab": "زينب", "Khadija": "خديجة", "Asma": "أسماء", "Wafa": "وفاء", "Samira": "سميرة", "Latifa": "لطيفة",
    "Moza": "موزة", "Afra": "عفراء", "Bushra": "بشرى", "Ruba": "ربى", "Sahar": "سحر", "Wadha": "وضحى",
    "Munira": "منيرة", "Haifa": "هيفاء", "Lamia": "لمياء", "Rawan": "روان", "Shahad": "شهد", "Lama": "لمى",
    "Joud": "جود", "Taif": "طيف", "Ali": "علي", "Hassan": "حسن", "Yousef": "يوسف", "Ibrahim": "إبراهيم",
    "Saad": "سعد", "Nasser": "ناصر", "Sultan": "سلطان", "Bader": "بدر", "Majid": "ماجد",
}  # fmt: skip
ARABIC_FAMILY = {
    "Al-Mansoori": "المنصوري", "Al-Maktoum": "المكتوم", "Al-Suwaidi": "السويدي", "Al-Hashimi": "الهاشمي",
    "Al-Nuaimi": "النعيمي", "Al-Mazrouei": "المزروعي", "Al-Ketbi": "الكتبي", "Al-Shamsi": "الشامسي",
    "Al-Zaabi": "الزعابي", "Al-Ali": "العلي", "Al-Harbi": "الحربي", "Al-Otaibi": "العتيبي", "Al-Ghamdi": "الغامدي",
    "Al-Qahtani": "القحطاني", "Al-Dosari": "الدوسري", "Al-Zahrani": "الزهراني", "Al-Shehri": "الشهري",
    "Al-Mutairi": "المطيري", "Al-Rashid": "الراشد", "Al-Anzi": "العنزي", "Al-Sabah": "الصباح", "Al-Enezi": "العنزي",
    "Al-Kandari": "الكندري", "Al-Rashidi": "الرشيدي", "Al-Ajmi": "العجمي", "Al-Fadhli": "الفضلي", "Haddad": "حداد",
    "Khoury": "خوري", "Mansour": "منصور", "Nasser": "ناصر", "Saleh": "صالح", "Hassan": "حسن", "Ibrahim": "إبراهيم",
    "Khalil": "خليل", "Rahman": "رحمن", "Farouk": "فاروق", "Aziz": "عزيز", "Hamdan": "حمدان", "Sultan": "سلطان",
    "Karim": "كريم", "Najjar": "نجار", "Sayegh": "صايغ", "Darwish": "درويش", "Qasim": "قاسم", "Younis": "يونس",
    "Jaber": "جابر", "Malik": "مالك", "Fares": "فارس", "Al-Subaie": "السبيعي", "Al-Shammari": "الشمري",
    "Al-Juhani": "الجهني", "Al-Balawi": "البلوي", "Al-Yami": "اليامي", "Al-Maliki": "المالكي",
    "Al-Asmari": "الأسمري", "Al-Khaldi": "الخالدي", "Al-Bloushi": "البلوشي", "Al-Hosani": "الحوسني",
    "Al-Marri": "المري", "Al-Kaabi": "الكعبي", "Al-Dhaheri": "الظاهري", "Al-Ameri": "العامري",
    "Al-Muhairi": "المهيري", "Al-Falasi": "الفلاسي", "Al-Tamimi": "التميمي", "Al-Bader": "البدر",
    "Al-Hajri": "الهاجري", "Al-Azmi": "العازمي", "Al-Saleh": "الصالح", "Al-Roumi": "الرومي",
}  # fmt: skip
CHINESE_GIVEN = {
    "Wei": "伟", "Fang": "芳", "Na": "娜", "Xiuying": "秀英", "Min": "敏", "Jing": "静", "Li": "丽", "Qiang": "强",
    "Lei": "磊", "Yang": "洋", "Yan": "艳", "Juan": "娟", "Tao": "涛", "Xia": "霞", "Ping": "平", "Gang": "刚",
    "Mei": "梅", "Xin": "欣", "Yun": "云", "Ting": "婷", "Meiling": "美玲", "Xiaoyu": "晓雨", "Yuhan": "雨涵",
    "Zihan": "梓涵", "Jiayi": "佳怡", "Siyu": "思雨", "Yiran": "怡然", "Xinyi": "欣怡", "Ruoxi": "若曦",
    "Haoran": "浩然",
}  # fmt: skip
CHINESE_FAMILY = {
    "Wang": "王", "Li": "李", "Zhang": "张", "Liu": "刘", "Chen": "陈", "Yang": "杨", "Zhao": "赵", "Huang": "黄",
    "Zhou": "周", "Wu": "吴", "Xu": "徐", "Sun": "孙", "Hu": "胡", "Zhu": "朱", "Gao": "高", "Lin": "林",
    "He": "何", "Guo": "郭", "Ma": "马", "Luo": "罗", "Liang": "梁", "Song": "宋", "Zheng": "郑", "Xie": "谢",
    "Han": "韩", "Tang": "唐", "Feng": "冯", "Yu": "于", "Dong": "董", "Xiao": "萧",
}  # fmt: skip
OTHER_SPELLINGS = {
    "Mohammed": "Muhammad", "Maryam": "Mariam", "Noura": "Nora", "Abdullah": "Abdallah", "Fatima": "Fatimah",
    "Aisha": "Ayesha", "Khalid": "Khaled", "Yousef": "Yusuf", "Ahmed": "Ahmad", "Noor": "Nour", "Hessa": "Hissa",
    "Layla": "Leila", "Sara": "Sarah", "Reem": "Rim", "Huda": "Hoda", "Amal": "Amaal", "Zainab": "Zaynab",
}  # fmt: skip
NICKNAMES = {
    "Elizabeth": "Liz", "Charlotte": "Charlie", "Katharina": "Kathi", "Victoria": "Vicky", "Rebecca": "Becky",
    "Jessica": "Jess", "Isabella": "Bella", "Abigail": "Abby", "Alexander": "Alex", "Benjamin": "Ben",
    "Samuel": "Sam", "Daniel": "Dan", "Thomas": "Tom", "William": "Will", "Margaret": "Maggie", "Jennifer": "Jen",
    "Stephanie": "Steph", "Penelope": "Penny", "Eleanor": "Nell", "Matilda": "Tilly", "Amelia": "Millie",
    "Francisca": "Paqui", "Dolores": "Lola", "Concepción": "Concha", "Mercè": "Merche", "Małgorzata": "Gosia",
    "Katarzyna": "Kasia", "Aleksandra": "Ola", "Agnieszka": "Aga", "Elżbieta": "Ela", "Magdalena": "Magda",
    "Elisabeth": "Lisi", "Franziska": "Franzi", "Johanna": "Hanni", "Antonia": "Toni", "Sebastian": "Basti",
    "Maximilian": "Max", "Catherine": "Cathy", "Véronique": "Véro", "Mathilde": "Mathou", "Gabrielle": "Gaby",
    "Josefa": "Pepa", "Manuel": "Manolo", "Francisco": "Paco", "Wojciech": "Wojtek", "Aleksander": "Olek",
    "Joanna": "Asia",
}  # fmt: skip
SURNAME_PARTS = {
    "en": ("Ash Black Brad Clay Cran Dal Ever Farn Glad Hart Holling Kings Lang Marsh Nor Oak Pem Rad Red Stan Stock "
           "Thorn Wal Ware Wood West Whit Win Hay Bram", "ford ton well wood ley field ham by more worth man bridge"),
    "de": ("Acker Bach Berg Birken Brand Eich Fels Gold Hag Hohen Kirch Klein Linden Mühl Neu Ober Rosen Sand Schön "
           "Stein Stroh Tann Unter Wald Weiden Wiesen Winter Zell Kalten Lauter", "mann bauer meier hofer berger feld "
           "müller stein dorf thal bach hausen"),
    "fr": ("Beau Bel Bois Champ Clair Font Grand Haute Mar Mont Neuf Noir Pont Pré Roche Rou Saint Val Vert Vieu Lan "
           "Bour Cour Des Gros", "mont champ fort lieu ville val rive voir ton ier eau ard"),
    "es": ("García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
           "Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Serrano Blanco",
           "_Ruiz _Díaz _Moreno _Romero _Ortega _Castro _Rubio _Marín _Sanz _Vega _Campos _Reyes _Soto _Lara _Pardo"),
    "pl": ("Adam Baran Bor Brzoz Czar Dąbr Głow Grab Jan Jawor Kamień Klim Kow Krasz Lesz Lip Mal Mier Olsz Piotr Róż "
           "Sosn Star Szym Wal Wierzb Wiśn Woj Zabł Ziel", "owska ewska ińska icka czyk iak aszek ewicz ecka"),
    "ar": ("Bin_Rashid Bin_Saeed Bin_Khalifa Bin_Nasser Bin_Ali Bin_Hamad Bin_Salem Bin_Obaid", "_Al-Mansoori "
           "_Al-Harbi _Al-Otaibi _Al-Qahtani _Al-Mutairi _Al-Ketbi _Al-Ajmi _Al-Enezi _Al-Marri _Al-Kaabi"),
}  # fmt: skip
"""First and second parts; an underscore stands for a space."""
