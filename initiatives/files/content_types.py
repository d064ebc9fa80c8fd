"""What the files that are taken away are served as."""

CSV, JSON, YAML = "text/csv", "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Every table, by the ending of its address.
TABLE_CONTENT_TYPES = {"csv": CSV, "xlsx": XLSX, "json": JSON}
