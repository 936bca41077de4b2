"""The texts of the command ``flash``, in English and German; ``texts.say`` gives them like all others.

A board without a finished file has three steps, ``flash.<board>.1`` to ``.3``, and ``.radio`` if it has one;
firmware/README.md tells the same.
"""

EN = {
    "flash.uno": "Arduino Uno",
    "flash.nano": "Arduino Nano",
    "flash.which": "Which board is it? Name it: pressure-coach flash BOARD, with one of {boards}.",
    "flash.no_port": "No port for an {board} is there. Plug it in, with a cable that carries data.",
    "flash.ports": "Which port is the {board}? Choose with --port: {ports}.",
    "flash.not_there": "There is no port {port}; there are: {ports}. Plug it in, with a cable that carries data.",
    "flash.none": "none at all",
    "flash.no_tool": "avrdude does the flashing and is not here. Get it with: {line}",
    "flash.no_file": "{file} is not there. Name a .hex file, or leave out --file.",
    "flash.not_hex": "{file} is no .hex file for an Uno. Name another, or leave out --file.",
    "flash.about": "{board} at {port} ({what}) gets {file}.",
    "flash.unknown": "what is on it is not known",
    "flash.gone": "The sketch that is on it now will be gone.",
    "flash.ask": "Go on? (yes/no) ",
    "flash.yes": "y yes",
    "flash.no": "Nothing was flashed.",
    "flash.unanswered": "Nothing was flashed: nobody said yes. Add --yes if you mean it.",
    "flash.failed": (
        "avrdude could not flash {port}; its reason stands above. "
        "Check the board, its port and its cable. For an old Nano see: pressure-coach flash nano-old"
    ),
    "flash.not_started": "{tool} could not be started: {why}. Install avrdude anew.",
    "flash.broken_off": "Broken off. The board may be half written; flashing it again mends that.",
    "flash.checking": "Flashed. Now it is asked who it is.",
    "flash.silent": "It was flashed, but did not say who it is. {why}",
    "flash.done": "It answers: firmware {version}, sensor: {sensor}, {rate} readings/s.",
    "flash.readings": "Readings come. Go on with: pressure-coach live serial:{port} --scale 0.001",
    "flash.no_readings": "No readings come yet. Wire the sensor, then: pressure-coach live serial:{port} --scale 0.001",
    "flash.sensor.load cell": "load cell",
    "flash.sensor.force-sensing resistor": "force-sensing resistor",
    "flash.sensor.air cushion": "air cushion",
    "flash.sensor.force pad": "force pad",
    "flash.sensor.sensor": "of another kind",
    "flash.steps": "There is no finished file for this board. The Arduino IDE makes and flashes it:",
    "flash.unused": "Not used for this board: {options}.",
    "flash.untried": "We have not tried this on a real board.",
    "flash.esp32.1": "In the Boards Manager install: esp32 by Espressif Systems.",
    "flash.esp32.2": (
        "Open firmware/pressure_coach. Choose ESP32 Dev Module and the port. "
        "An S3 or C3 has its own entry. There set USB CDC On Boot: Enabled."
    ),
    "flash.esp32.3": "Press Upload. If it cannot connect, hold BOOT while it tries.",
    "flash.esp32.radio": "For Bluetooth first write in config.h: #define PC_BLE 1",
    "flash.nrf52840.1": (
        "In the Boards Manager install, for a XIAO: Seeed nRF52 Boards. "
        "For a Nano 33 BLE: Arduino Mbed OS Nano Boards. For a Feather: Adafruit nRF52."
    ),
    "flash.nrf52840.2": "Open firmware/pressure_coach. Choose the board and the port.",
    "flash.nrf52840.3": "Press Upload. If there is no port, press reset twice, quickly.",
    "flash.nrf52840.radio": (
        "For Bluetooth first write in config.h: #define PC_BLE 1. "
        "For a XIAO install Seeed nRF52 mbed-enabled Boards instead. "
        "Install the library ArduinoBLE. A Feather has USB only."
    ),
    "flash.pico.1": "In the Boards Manager install: Raspberry Pi Pico/RP2040 by Earle F. Philhower, III.",
    "flash.pico.2": (
        "Hold BOOTSEL while you plug it in. Open firmware/pressure_coach. "
        "Choose Raspberry Pi Pico (or Pico W) and the port, or UF2 Board."
    ),
    "flash.pico.3": "Press Upload.",
    "flash.pico.radio": (
        "For Bluetooth on a Pico W first write in config.h: #define PC_BLE 1. "
        "In the menu Tools, IP/Bluetooth Stack choose IPv4 + Bluetooth."
    ),
    "flash.nano-old.1": "Open firmware/pressure_coach. In config.h write: #define PC_WATCHDOG 0",
    "flash.nano-old.2": "Choose Arduino Nano, the processor ATmega328P (Old Bootloader), and the port.",
    "flash.nano-old.3": "Press Upload.",
    "flash.then": "Then: pressure-coach live serial:PORT --scale 0.001",
}
DE = {
    "flash.uno": "Arduino Uno",
    "flash.nano": "Arduino Nano",
    "flash.which": "Welches Board ist es? Nenn es: pressure-coach flash BOARD, mit einem von {boards}.",
    "flash.no_port": "Kein Anschluss für einen {board} ist da. Steck ihn mit einem Datenkabel ein.",
    "flash.ports": "Welcher Anschluss ist der {board}? Wähl mit --port: {ports}.",
    "flash.not_there": "Es gibt keinen Anschluss {port}; da ist: {ports}. Steck das Board mit Datenkabel ein.",
    "flash.none": "gar keiner",
    "flash.no_tool": "Zum Aufspielen fehlt avrdude. Hol es mit: {line}",
    "flash.no_file": "{file} ist nicht da. Nenn eine .hex-Datei oder lass --file weg.",
    "flash.not_hex": "{file} ist keine .hex-Datei für einen Uno. Nenn eine andere oder lass --file weg.",
    "flash.about": "{board} an {port} ({what}) bekommt {file}.",
    "flash.unknown": "was daran hängt, ist nicht bekannt",
    "flash.gone": "Der Sketch, der jetzt darauf ist, geht verloren.",
    "flash.ask": "Weiter? (ja/nein) ",
    "flash.yes": "j ja y yes",
    "flash.no": "Es wurde nichts aufgespielt.",
    "flash.unanswered": "Es wurde nichts aufgespielt: niemand sagte ja. Nimm --yes, wenn du es willst.",
    "flash.failed": (
        "avrdude konnte {port} nicht bespielen; der Grund steht oben. "
        "Prüf Board, Anschluss und Kabel. Für einen alten Nano sieh: pressure-coach flash nano-old"
    ),
    "flash.not_started": "{tool} ließ sich nicht starten: {why}. Installier avrdude neu.",
    "flash.broken_off": "Abgebrochen. Das Board ist vielleicht halb beschrieben; noch einmal aufspielen behebt das.",
    "flash.checking": "Aufgespielt. Nun wird gefragt, wer es ist.",
    "flash.silent": "Es wurde aufgespielt, sagt aber nicht, wer es ist. {why}",
    "flash.done": "Es antwortet: Firmware {version}, Sensor: {sensor}, {rate} Werte/s.",
    "flash.readings": "Es kommen Werte. Weiter mit: pressure-coach live serial:{port} --scale 0.001",
    "flash.no_readings": (
        "Noch kommen keine Werte. Schließ den Sensor an, dann: pressure-coach live serial:{port} --scale 0.001"
    ),
    "flash.sensor.load cell": "Wägezelle",
    "flash.sensor.force-sensing resistor": "druckabhängiger Widerstand",
    "flash.sensor.air cushion": "Luftkissen",
    "flash.sensor.force pad": "Druckmatte",
    "flash.sensor.sensor": "von anderer Art",
    "flash.steps": "Für dieses Board gibt es keine fertige Datei. Die Arduino IDE baut und flasht sie:",
    "flash.unused": "Für dieses Board nicht gebraucht: {options}.",
    "flash.untried": "Das haben wir an keinem echten Board versucht.",
    "flash.esp32.1": "Im Boardverwalter installieren: esp32 von Espressif Systems.",
    "flash.esp32.2": (
        "Öffne firmware/pressure_coach. Wähl ESP32 Dev Module und den Anschluss. "
        "S3 und C3 haben einen eigenen Eintrag. Stell dort USB CDC On Boot auf Enabled."
    ),
    "flash.esp32.3": "Drück Hochladen. Verbindet es sich nicht, halt dabei BOOT gedrückt.",
    "flash.esp32.radio": "Für Bluetooth schreib vorher in config.h: #define PC_BLE 1",
    "flash.nrf52840.1": (
        "Im Boardverwalter installieren, für ein XIAO: Seeed nRF52 Boards. "
        "Für ein Nano 33 BLE: Arduino Mbed OS Nano Boards. Für ein Feather: Adafruit nRF52."
    ),
    "flash.nrf52840.2": "Öffne firmware/pressure_coach. Wähl das Board und den Anschluss.",
    "flash.nrf52840.3": "Drück Hochladen. Ist kein Anschluss da, drück schnell zweimal auf Reset.",
    "flash.nrf52840.radio": (
        "Für Bluetooth schreib vorher in config.h: #define PC_BLE 1. "
        "Für ein XIAO installier stattdessen Seeed nRF52 mbed-enabled Boards. "
        "Installier die Bibliothek ArduinoBLE. Ein Feather hat nur USB."
    ),
    "flash.pico.1": "Im Boardverwalter installieren: Raspberry Pi Pico/RP2040 von Earle F. Philhower, III.",
    "flash.pico.2": (
        "Halt BOOTSEL gedrückt, wenn du ihn einsteckst. Öffne firmware/pressure_coach. "
        "Wähl Raspberry Pi Pico (oder Pico W) und den Anschluss, oder UF2 Board."
    ),
    "flash.pico.3": "Drück Hochladen.",
    "flash.pico.radio": (
        "Für Bluetooth auf einem Pico W schreib vorher in config.h: #define PC_BLE 1. "
        "Im Menü Werkzeuge, IP/Bluetooth Stack wähl IPv4 + Bluetooth."
    ),
    "flash.nano-old.1": "Öffne firmware/pressure_coach. Schreib in config.h: #define PC_WATCHDOG 0",
    "flash.nano-old.2": "Wähl Arduino Nano, den Prozessor ATmega328P (Old Bootloader) und den Anschluss.",
    "flash.nano-old.3": "Drück Hochladen.",
    "flash.then": "Danach: pressure-coach live serial:PORT --scale 0.001",
}
