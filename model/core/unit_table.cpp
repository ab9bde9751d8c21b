// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/unit_table.h"

#include <QtGlobal>

#include <array>

namespace tidemark {
namespace {

constexpr UnitScale by10(int exponent10)
{
    return {1, 1, exponent10, 0};
}

constexpr UnitScale times(std::int64_t numerator, int exponent10 = 0)
{
    return {numerator, 1, exponent10, 0};
}

constexpr UnitScale part(std::int64_t numerator, std::int64_t denominator, int exponent10 = 0)
{
    return {numerator, denominator, exponent10, 0};
}

using enum Quantity;
constexpr auto kSi = PrefixRule::Si;
constexpr auto kNo = PrefixRule::None;
constexpr auto kData = PrefixRule::Data;

#define TM_NAME(text) QT_TRANSLATE_NOOP("tidemark::Unit", text)

constexpr std::array kRows{
    UnitRow{u"ms", Time, by10(-3), kNo, 0, false, TM_NAME("millisecond")},
    UnitRow{u"s", Time, by10(0), kSi, 0, false, TM_NAME("second")},
    UnitRow{u"%", Ratio, by10(-2), kNo, 0, false, TM_NAME("percent")},
    UnitRow{u"B", Data, by10(0), kData, 12, false, TM_NAME("byte")},
    UnitRow{u"MiB", Data, times(1048576), kNo, 12, false, TM_NAME("mebibyte")},
    UnitRow{u"MB", Data, by10(6), kNo, 12, false, TM_NAME("megabyte")},
    UnitRow{u"B/s", Data, by10(0), kNo, 12, true, TM_NAME("bytes per second")},
    UnitRow{u"count", Count, by10(0), kNo, 0, false, TM_NAME("count")},
    UnitRow{u"/s", Count, by10(0), kNo, 0, true, TM_NAME("per second")},
    UnitRow{u"°C", Temperature, {1, 1, 0, 27315}, kNo, 0, false, TM_NAME("degree Celsius")},
    UnitRow{u"€", Currency, by10(0), kNo, 0, false, TM_NAME("euro")},
    UnitRow{u"kWh", Energy, times(3600, 3), kNo, 12, false, TM_NAME("kilowatt-hour")},
    UnitRow{u"min", Time, times(60), kNo, 0, false, TM_NAME("minute")},
    UnitRow{u"h", Time, times(3600), kNo, 0, false, TM_NAME("hour")},
    UnitRow{u"d", Time, times(86400), kNo, 0, false, TM_NAME("day")},
    UnitRow{u"wk", Time, times(604800), kNo, 0, false, TM_NAME("week")},
    UnitRow{u"ns", Time, by10(-9), kNo, 0, false, TM_NAME("nanosecond")},
    UnitRow{u"µs", Time, by10(-6), kNo, 0, false, TM_NAME("microsecond")},
    UnitRow{u"/min", Count, part(1, 60), kNo, 0, true, TM_NAME("per minute")},
    UnitRow{u"/h", Count, part(1, 3600), kNo, 0, true, TM_NAME("per hour")},
    UnitRow{u"/d", Count, part(1, 86400), kNo, 0, true, TM_NAME("per day")},
    UnitRow{u"ratio", Ratio, by10(0), kNo, 0, false, TM_NAME("ratio (0 to 1)")},
    UnitRow{u"1", Ratio, by10(0), kNo, 0, false, TM_NAME("one (ratio)")},
    UnitRow{u"‰", Ratio, by10(-3), kNo, 0, false, TM_NAME("per mille")},
    UnitRow{u"ppm", Ratio, by10(-6), kNo, 0, false, TM_NAME("parts per million")},
    UnitRow{u"ppb", Ratio, by10(-9), kNo, 0, false, TM_NAME("parts per billion")},
    UnitRow{u"KiB", Data, times(1024), kNo, 12, false, TM_NAME("kibibyte")},
    UnitRow{u"GiB", Data, times(1073741824), kNo, 12, false, TM_NAME("gibibyte")},
    UnitRow{u"kB", Data, by10(3), kNo, 12, false, TM_NAME("kilobyte")},
    UnitRow{u"GB", Data, by10(9), kNo, 12, false, TM_NAME("gigabyte")},
    UnitRow{u"bit", Data, part(1, 8), kData, 12, false, TM_NAME("bit")},
    UnitRow{u"bit/s", Data, part(1, 8), kNo, 12, true, TM_NAME("bits per second")},
    UnitRow{u"Mbit/s", Data, part(1, 8, 6), kNo, 12, true, TM_NAME("megabits per second")},
    UnitRow{u"bps", Data, part(1, 8), kSi, 12, true, TM_NAME("bits per second")},
    UnitRow{u"m", Length, by10(0), kSi, 3, false, TM_NAME("metre")},
    UnitRow{u"km", Length, by10(3), kNo, 3, false, TM_NAME("kilometre")},
    UnitRow{u"cm", Length, by10(-2), kNo, 3, false, TM_NAME("centimetre")},
    UnitRow{u"mm", Length, by10(-3), kNo, 3, false, TM_NAME("millimetre")},
    UnitRow{u"in", Length, times(254, -4), kNo, 0, false, TM_NAME("inch")},
    UnitRow{u"ft", Length, times(3048, -4), kNo, 0, false, TM_NAME("foot")},
    UnitRow{u"yd", Length, times(9144, -4), kNo, 0, false, TM_NAME("yard")},
    UnitRow{u"mi", Length, times(1609344, -3), kNo, 0, false, TM_NAME("mile")},
    UnitRow{u"nmi", Length, times(1852), kNo, 0, false, TM_NAME("nautical mile")},
    UnitRow{u"km/h", Length, part(10, 36), kNo, 0, true, TM_NAME("kilometres per hour")},
    UnitRow{u"m/s", Length, by10(0), kNo, 3, true, TM_NAME("metres per second")},
    UnitRow{u"mph", Length, part(1609344, 3600, -3), kNo, 0, true, TM_NAME("miles per hour")},
    UnitRow{u"kn", Length, part(1852, 3600), kNo, 0, true, TM_NAME("knot")},
    UnitRow{u"m²", Area, by10(0), kNo, 0, false, TM_NAME("square metre")},
    UnitRow{u"km²", Area, by10(6), kNo, 0, false, TM_NAME("square kilometre")},
    UnitRow{u"ha", Area, by10(4), kNo, 0, false, TM_NAME("hectare")},
    UnitRow{u"m³", Volume, by10(0), kNo, 0, false, TM_NAME("cubic metre")},
    UnitRow{u"L", Volume, by10(-3), kSi, 0, false, TM_NAME("litre")},
    UnitRow{u"l", Volume, by10(-3), kSi, 0, false, TM_NAME("litre")},
    UnitRow{u"g", Mass, by10(-3), kSi, 3, false, TM_NAME("gram")},
    UnitRow{u"kg", Mass, by10(0), kNo, 3, false, TM_NAME("kilogram")},
    UnitRow{u"t", Mass, by10(3), kNo, 0, false, TM_NAME("tonne")},
    UnitRow{u"lb", Mass, times(45359237, -8), kNo, 0, false, TM_NAME("pound")},
    UnitRow{u"oz", Mass, part(45359237, 16, -8), kNo, 0, false, TM_NAME("ounce")},
    UnitRow{u"K", Temperature, by10(0), kSi, 0, false, TM_NAME("kelvin")},
    UnitRow{u"°F", Temperature, {5, 9, 0, 45967}, kNo, 0, false, TM_NAME("degree Fahrenheit")},
    UnitRow{u"J", Energy, by10(0), kSi, 12, false, TM_NAME("joule")},
    UnitRow{u"Wh", Energy, times(3600), kSi, 12, false, TM_NAME("watt-hour")},
    UnitRow{u"eV", Energy, times(1602176634, -28), kSi, 12, false, TM_NAME("electronvolt")},
    UnitRow{u"cal", Energy, times(4184, -3), kNo, 0, false, TM_NAME("calorie")},
    UnitRow{u"kcal", Energy, times(4184), kNo, 0, false, TM_NAME("kilocalorie")},
    UnitRow{u"W", Power, by10(0), kSi, 12, false, TM_NAME("watt")},
    UnitRow{u"kW", Power, by10(3), kNo, 12, false, TM_NAME("kilowatt")},
    UnitRow{u"V", Voltage, by10(0), kSi, 12, false, TM_NAME("volt")},
    UnitRow{u"A", Current, by10(0), kSi, 12, false, TM_NAME("ampere")},
    UnitRow{u"Ω", Resistance, by10(0), kSi, 12, false, TM_NAME("ohm")},
    UnitRow{u"C", Charge, by10(0), kSi, 12, false, TM_NAME("coulomb")},
    UnitRow{u"Ah", Charge, times(3600), kSi, 12, false, TM_NAME("ampere-hour")},
    UnitRow{u"F", Capacitance, by10(0), kSi, 12, false, TM_NAME("farad")},
    UnitRow{u"Hz", Frequency, by10(0), kSi, 12, false, TM_NAME("hertz")},
    UnitRow{u"rpm", Frequency, part(1, 60), kNo, 0, false, TM_NAME("turns per minute")},
    UnitRow{u"bpm", Frequency, part(1, 60), kNo, 0, false, TM_NAME("beats per minute")},
    UnitRow{u"fps", Frequency, by10(0), kNo, 0, false, TM_NAME("frames per second")},
    UnitRow{u"Pa", Pressure, by10(0), kSi, 12, false, TM_NAME("pascal")},
    UnitRow{u"bar", Pressure, by10(5), kSi, 0, false, TM_NAME("bar")},
    UnitRow{u"mmHg", Pressure, times(133322387415, -9), kNo, 0, false,
            TM_NAME("millimetre of mercury")},
    UnitRow{u"N", Force, by10(0), kSi, 12, false, TM_NAME("newton")},
    UnitRow{u"°", Angle, by10(0), kNo, 0, false, TM_NAME("degree")},
    UnitRow{u"deg", Angle, by10(0), kNo, 0, false, TM_NAME("degree")},
    UnitRow{u"lx", Illuminance, by10(0), kSi, 12, false, TM_NAME("lux")},
    UnitRow{u"dB", Level, by10(0), kNo, 0, false, TM_NAME("decibel")},
    UnitRow{u"$", Currency, by10(0), kNo, 0, false, TM_NAME("dollar")},
    UnitRow{u"£", Currency, by10(0), kNo, 0, false, TM_NAME("pound sterling")},
    UnitRow{u"¥", Currency, by10(0), kNo, 0, false, TM_NAME("yen or yuan")},
    UnitRow{u"EUR", Currency, by10(0), kNo, 0, false, TM_NAME("euro")},
    UnitRow{u"USD", Currency, by10(0), kNo, 0, false, TM_NAME("US dollar")},
    UnitRow{u"GBP", Currency, by10(0), kNo, 0, false, TM_NAME("pound sterling")},
    UnitRow{u"CHF", Currency, by10(0), kNo, 0, false, TM_NAME("Swiss franc")},
    UnitRow{u"JPY", Currency, by10(0), kNo, 0, false, TM_NAME("yen")},
};

#undef TM_NAME

constexpr std::array kPrefixes{
    UnitPrefix{u"Ki", 0, 1, true},   UnitPrefix{u"Mi", 0, 2, true},
    UnitPrefix{u"Gi", 0, 3, true},   UnitPrefix{u"Ti", 0, 4, true},
    UnitPrefix{u"Pi", 0, 5, false},  UnitPrefix{u"n", -9, 0, true},
    UnitPrefix{u"µ", -6, 0, true},   UnitPrefix{u"m", -3, 0, true},
    UnitPrefix{u"k", 3, 0, true},    UnitPrefix{u"M", 6, 0, true},
    UnitPrefix{u"G", 9, 0, true},    UnitPrefix{u"T", 12, 0, true},
    UnitPrefix{u"u", -6, 0, false},  UnitPrefix{u"f", -15, 0, false},
    UnitPrefix{u"p", -12, 0, false}, UnitPrefix{u"c", -2, 0, false},
    UnitPrefix{u"d", -1, 0, false},  UnitPrefix{u"h", 2, 0, false},
    UnitPrefix{u"P", 15, 0, false},  UnitPrefix{u"E", 18, 0, false},
};

} // namespace

std::span<const UnitRow> unitRows()
{
    return kRows;
}

std::span<const UnitPrefix> unitPrefixes()
{
    return kPrefixes;
}

} // namespace tidemark
