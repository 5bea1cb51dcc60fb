# Organisations and schools.

org-kind-province = Province
org-kind-city = City
org-kind-county = County
org-kind-township = Township
org-kind-school = School

org-stage-kindergarten = Kindergarten
org-stage-primary = Primary school
org-stage-middle = Middle school
org-stage-senior = High school
org-stage-vocational = Vocational school
org-stage-special = Special school
org-stage-higher-ed = College or university
org-stage-other = Other

org-ownership-public = Public
org-ownership-private = Private

# Importing a list of organisations: one sentence for each fault.
org-import-not-utf8 = This file is not UTF-8. Save it as “CSV UTF-8” and try again.
org-import-missing-column = This column is missing.
org-import-unknown-column = Unknown column. Remove or rename it.
org-import-doubled-column = This column appears twice.
org-import-cells = This line has { $found } cells; the header has { $expected }.
org-import-empty = Fill this in.
org-import-code-characters = Use only letters a to z and digits in a code.
org-import-too-long = Use at most { $most } characters.
org-import-code-twice = Line { $line } already has this code.
org-import-control = Contains a line break or invisible characters. Type it again.
org-import-unknown-kind = Unknown kind.
org-import-kind-changed = This code already belongs to a { $stored ->
        [province] province
        [city] city
        [county] county
        [township] township
       *[school] school
    }; its kind cannot change.
org-import-parent-missing = { $kind ->
        [city] A city needs the code of its province.
        [county] A county needs the code of its city.
        [township] A township needs the code of its county.
       *[school] A school needs the code of its bureau.
    }
org-import-parent-given = A province has no parent. Leave this empty.
org-import-parent-unknown = No organisation has this code.
org-import-parent-kind = A { $kind ->
        [province] province
        [city] city
        [county] county
        [township] township
       *[school] school
    } cannot stand under a { $parent ->
        [province] province
        [city] city
        [county] county
        [township] township
       *[school] school
    }.
org-import-cycle = Its parents lead back to itself.
org-import-pupils = Enter a whole number from 0 to 1000000.
org-import-boarding = Enter “yes” or “no”.
org-import-ownership = Enter “public” or “private”.

# The tree, one level at a time
org-above = Organisations above
org-below = Organisations below
org-below-none = Nothing stands below. Organisations are imported from a list.
org-overview = Overview
org-name = Name
org-kind = Kind
org-code = Code
org-schools = Schools
org-pupils = Pupils
org-actions = Pages
