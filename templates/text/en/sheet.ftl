# What is said when a table file cannot be read.
sheet-empty = There is nothing in the file
sheet-too-large = The file is too large: at most { $a } MB. Send it in parts
sheet-bomb = The file unpacks to too much and was not read. Copy the list into a new workbook and send that
sheet-too-many-rows = Too many rows: at most { $a }. Send them in parts
sheet-too-wide = Too many columns: at most { $a }. Delete those not needed and send it again
sheet-too-many-sheets = Too many sheets: at most { $a }. Keep the one with the risk list and send it again
sheet-macros = This workbook has macros, which are programs, and was not read. Save it as .xlsx without macros and send that
sheet-locked = The file is locked with a password. Take the password off in Excel and send it again
sheet-old = This is an .xls file of an old Excel. Save it as .xlsx and send that
sheet-not-a-table = This is no .xlsx or .csv table, whatever its name says. Save it as one in Excel or WPS
sheet-broken = The file is damaged and cannot be read. Open it in Excel or WPS, save a copy and send that
sheet-quote = The quotation marks in row { $a } do not match, so what follows cannot be told apart. Mend it and send it again
sheet-encoding = The letters in the file cannot be read. Save it as "CSV UTF-8" or .xlsx in Excel and send it again
