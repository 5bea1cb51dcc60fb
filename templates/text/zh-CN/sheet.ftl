# 读不了一个表格文件时说的话。
sheet-empty = 文件里没有内容
sheet-too-large = 文件太大，最多 { $a } MB。分成几份再传
sheet-bomb = 文件展开后太大，没有读取。把清单复制到一个新的表格里再传
sheet-too-many-rows = 行数太多，最多 { $a } 行。分成几份再传
sheet-too-wide = 列数太多，最多 { $a } 列。删掉用不到的列再传
sheet-too-many-sheets = 工作表太多，最多 { $a } 个。只留风险清单那一个再传
sheet-macros = 这是带宏的表格，里面有程序，没有读取。另存为不带宏的 .xlsx 再传
sheet-locked = 文件有密码，打不开。在 Excel 里去掉密码，再传
sheet-old = 这是旧版 Excel 的 .xls 文件。在 Excel 里另存为 .xlsx，再传
sheet-not-a-table = 这不是 .xlsx 或 .csv 表格。名字改成这样也不行，要用 Excel 或 WPS 另存
sheet-broken = 文件坏了，读不出来。用 Excel 或 WPS 打开，另存一份再传
sheet-quote = 第 { $a } 行的引号不成对，后面的内容分不清。改好再传
sheet-encoding = 文件里的文字读不出来。在 Excel 里另存为“CSV UTF-8”或 .xlsx，再传
