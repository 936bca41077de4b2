"""The texts of the command ``board``, in English and German; ``texts.say`` gives them like all others."""

EN = {
    "board.is": "{sensor}, id {id}, firmware {version}, {rate} readings/s",
    "board.no_id": "unknown",
    "board.cannot": "It cannot be a Progressor for other people's apps.",
    "board.why": (
        "That needs one channel, a radio and a memory. "
        "An ESP32 or a Pico W has them, with PC_BLE 1 in config.h. "
        "An Uno has no radio. An nRF52840 has no memory that is free for sure."
    ),
    "board.off": "As a Progressor for other people's apps: off.",
    "board.on": "As a Progressor for other people's apps: on, as {name}. A count is {scale} N, zero is at {zero}.",
    "board.shows": "It shows itself so once nothing is connected to it by Bluetooth.",
    "board.beware": (
        "Beware: such apps know no band, no ceiling and no warning. They show kgf: 1 kgf is 9.81 N. "
        "After a new calibration ask for this again."
    ),
    "board.back": "Switch it off with: pressure-coach board {address} --progressor off",
    "board.no_scale": (
        "What a count is in newtons is not known. No weight is made up. "
        "Calibrate the board, or add --calibration FILE, or --scale N_PER_COUNT."
    ),
    "board.no_zero": (
        "Where the zero lies is not known. Take everything off the sensor and add --tare, or give --zero COUNTS."
    ),
    "board.pressure": "This calibration gives {unit}, and such apps want a weight. Use one in N.",
    "board.made_up": "This calibration is simulated: its newtons are made up. Calibrate the board.",
    "board.many": "This calibration is for several channels, and such apps know one. Use one for this board.",
    "board.name": (
        "{name} is no name that such apps look for. Begin with Progressor, and use {most} letters of ASCII at the most."
    ),
    "board.number": "The board cannot take that: {why}.",
    "board.not_kept": "The board did not keep it: its memory may be at fault. Unplug it, plug it in and try again.",
}
DE = {
    "board.is": "{sensor}, id {id}, Firmware {version}, {rate} Werte/s",
    "board.no_id": "unbekannt",
    "board.cannot": "Es kann für fremde Apps kein Progressor sein.",
    "board.why": (
        "Dafür braucht es einen Kanal, Funk und einen Speicher. "
        "ESP32 und Pico W haben das, wenn PC_BLE 1 in config.h steht. "
        "Ein Uno hat keinen Funk, ein nRF52840 keinen sicher freien Speicher."
    ),
    "board.off": "Als Progressor für fremde Apps: aus.",
    "board.on": "Als Progressor für fremde Apps: an, als {name}. Eine Stufe ist {scale} N, die Null liegt bei {zero}.",
    "board.shows": "So zeigt es sich, sobald nichts mehr über Bluetooth mit ihm verbunden ist.",
    "board.beware": (
        "Achtung: solche Apps kennen kein Band, keine Grenze, keine Warnung. Sie zeigen kgf: 1 kgf ist 9,81 N. "
        "Nach einer neuen Kalibrierung schalte es neu ein."
    ),
    "board.back": "Schalt es aus mit: pressure-coach board {address} --progressor off",
    "board.no_scale": (
        "Wie viel Newton eine Stufe ist, ist nicht bekannt. Erfunden wird nichts. "
        "Kalibrier das Board, oder nimm --calibration DATEI, oder --scale N_PRO_STUFE."
    ),
    "board.no_zero": (
        "Wo die Null liegt, ist nicht bekannt. Nimm alles vom Sensor und gib --tare an, oder --zero STUFEN."
    ),
    "board.pressure": "Diese Kalibrierung gibt {unit}, und solche Apps wollen ein Gewicht. Nimm eine in N.",
    "board.made_up": "Diese Kalibrierung ist simuliert: ihre Newton sind erfunden. Kalibrier das Board.",
    "board.many": "Diese Kalibrierung ist für mehrere Kanäle, solche Apps kennen einen. Nimm eine für dieses Board.",
    "board.name": (
        "{name} ist kein Name, den solche Apps suchen. Fang mit Progressor an, und nimm höchstens {most} Zeichen ASCII."
    ),
    "board.number": "Das nimmt das Board nicht an: {why}.",
    "board.not_kept": "Das Board hat es nicht behalten. Sein Speicher ist wohl defekt. Steck es neu ein.",
}
