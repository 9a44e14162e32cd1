"Measurements behind the page on speed; not part of the package"
