"""What sensors say of themselves: their drivers' words -> English, German."""

SAID = {
    "the sensor is looked for: wake it": ("Looking for the sensor: wake it.", "Der Sensor wird gesucht: weck ihn auf."),
    "the sensor was found and is being connected": ("Found. Connecting.", "Gefunden. Wird verbunden."),
    "the sensor is connected: it has no reading yet": (
        "Connected. No reading yet.",
        "Verbunden. Noch kein Messwert.",
    ),
    "the Force Board is pushed, and can only measure pull: hang the load from it": (
        "The Force Board is pushed. It can only be pulled: hang the load from it.",
        "Das Force Board wird gedrückt. Es misst nur Zug: häng die Last daran.",
    ),
    "the scale was switched to another unit: switch it back": (
        "The scale shows another unit. Switch it back.",
        "Die Waage zeigt eine andere Einheit. Stell sie zurück.",
    ),
    "the scale shows a unit that is not known here: switch it to kg": (
        "The scale shows an unknown unit. Switch it to kg.",
        "Die Waage zeigt eine unbekannte Einheit. Stell sie auf kg.",
    ),
    "the scale holds its number: switch its hold off": (
        "The scale holds its number. Switch its hold off.",
        "Die Waage hält ihre Zahl fest. Schalt das an ihr ab.",
    ),
    "the scale is at the end of its range: take the load off": (
        "Too much for this scale. Take the load off.",
        "Zu viel für diese Waage. Nimm die Last weg.",
    ),
    "the sensor is at the end of its range: take the load off": (
        "Too much for this sensor. Take the load off.",
        "Zu viel für diesen Sensor. Nimm die Last weg.",
    ),
    "the sensor gives no force at present: take the load off, then switch it off and on": (
        "The sensor gives no force. Take the load off, then switch it off and on.",
        "Der Sensor gibt keine Kraft an. Nimm die Last weg, dann schalt ihn aus und ein.",
    ),
    "the scale could not weigh: stand still on its middle and try again": (
        "The scale could not weigh. Stand still on its middle. Try again.",
        "Die Waage konnte nicht wiegen. Steh still in der Mitte. Noch einmal.",
    ),
    "the scale is below its zero: take everything off and wake it again": (
        "The scale is below zero. Take everything off. Wake it again.",
        "Die Waage ist unter null. Nimm alles weg. Weck sie neu.",
    ),
    "the sensor's battery is almost empty: charge it or change it soon": (
        "The sensor's battery is almost empty.",
        "Die Batterie des Sensors ist fast leer.",
    ),
    # Why there is no Bluetooth, up to the remedy: one line of the list to choose from.
    "Bluetooth is switched off": ("Bluetooth is switched off.", "Bluetooth ist ausgeschaltet."),
    "Bluetooth needs the library bleak": ("The library bleak is missing.", "Die Bibliothek bleak fehlt."),
    "there is no Bluetooth adapter": ("There is no Bluetooth adapter.", "Es gibt keinen Bluetooth-Adapter."),
    "this Bluetooth adapter cannot do Bluetooth LE": (
        "This Bluetooth adapter is too old.",
        "Dieser Bluetooth-Adapter ist zu alt.",
    ),
    "you may not use Bluetooth here": ("You may not use Bluetooth here.", "Du darfst Bluetooth hier nicht benutzen."),
    "this program may not use Bluetooth": (
        "This program may not use Bluetooth.",
        "Dieses Programm darf Bluetooth nicht benutzen.",
    ),
    "the Bluetooth service does not run": (
        "The Bluetooth service does not run.",
        "Der Bluetooth-Dienst läuft nicht.",
    ),
    "there is no system bus here, so no Bluetooth service either (a container?)": (
        "This computer has no Bluetooth service.",
        "Dieser Computer hat keinen Bluetooth-Dienst.",
    ),
}
