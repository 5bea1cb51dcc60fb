# 机构与学校。

org-kind-province = 省
org-kind-city = 市
org-kind-county = 区县
org-kind-township = 乡镇
org-kind-school = 学校

org-stage-kindergarten = 幼儿园
org-stage-primary = 小学
org-stage-middle = 初中
org-stage-senior = 高中
org-stage-vocational = 中职
org-stage-special = 特殊教育
org-stage-higher-ed = 高校
org-stage-other = 其他

org-ownership-public = 公办
org-ownership-private = 民办

# 导入机构名单：每处问题一句。
org-import-not-utf8 = 文件不是 UTF-8 编码。请另存为“CSV UTF-8”后再试。
org-import-missing-column = 缺少这一列。
org-import-unknown-column = 不认识这一列，请删去或改名。
org-import-doubled-column = 这一列出现了两次。
org-import-cells = 这一行有 { $found } 格，表头有 { $expected } 格。
org-import-empty = 不能为空。
org-import-code-characters = 代码只能用英文字母和数字。
org-import-too-long = 最多 { $most } 个字符。
org-import-code-twice = 第 { $line } 行已经用了这个代码。
org-import-control = 含有换行或看不见的字符，请重新输入。
org-import-unknown-kind = 不认识这个类别。
org-import-kind-changed = 这个代码已登记为{ $stored ->
        [province] 省
        [city] 市
        [county] 区县
        [township] 乡镇
       *[school] 学校
    }，类别不能改。
org-import-parent-missing = { $kind ->
        [city] 市要填写所属的省。
        [county] 区县要填写所属的市。
        [township] 乡镇要填写所属的区县。
       *[school] 学校要填写主管部门的代码。
    }
org-import-parent-given = 省没有上级，请留空。
org-import-parent-unknown = 没有这个代码的机构。
org-import-parent-kind = { $kind ->
        [province] 省
        [city] 市
        [county] 区县
        [township] 乡镇
       *[school] 学校
    }不能挂在{ $parent ->
        [province] 省
        [city] 市
        [county] 区县
        [township] 乡镇
       *[school] 学校
    }下面。
org-import-cycle = 上级绕回了自己。
org-import-pupils = 填 0 到 1000000 的整数，用半角数字。
org-import-boarding = 填“是”或“否”。
org-import-ownership = 填“公办”或“民办”。

# 机构一览
org-above = 上级机构
org-below = 下属机构
org-below-none = 下面没有机构。机构由管理员从名单导入。
org-overview = 总览
org-name = 名称
org-kind = 类别
org-code = 代码
org-schools = 学校
org-pupils = 学生
org-actions = 可去的页面
