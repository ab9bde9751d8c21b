// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that people type or files hold: values, calculations, exact numbers, units, names and
// searches. Besides not crashing, what is accepted must read back to the same bits.
#include "model/core/natural_order.h"
#include "model/core/number_text.h"
#include "model/core/search_query.h"
#include "model/core/text.h"
#include "model/core/unit.h"
#include "model/core/unit_suggestions.h"
#include "model/core/value_parser.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace tidemark;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

bool isSame(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void checkValue(QStringView text, const Unit &unit, const QLocale &locale)
{
    const auto parsed = parseValue(text, unit, locale);
    if (!parsed) {
        require(!parsed.error().message.isEmpty());
        return;
    }
    require(std::isfinite(parsed->value));
    const auto again = parseValue(parsed->normalisedText, unit, locale);
    require(again && isSame(again->value, parsed->value) && !again->ambiguous);
}

void checkNumber(std::string_view text)
{
    const auto number = parseNumber(text);
    if (!number)
        return;
    require(std::isfinite(*number));
    require(isSame(*number, parseNumber(numberText(*number)).value()));
}

void checkNames(const QString &text)
{
    if (const auto name = normalisedName(text))
        require(normalisedName(*name).value() == *name && name->toUtf8().size() <= kNameMaxBytes);
    const QString folded = searchFolded(text);
    const NaturalOrder order;
    require(order.compare(text, text) == 0);
    require((order.compare(text, folded) < 0) == (order.compare(folded, text) > 0));
    const SearchQuery query = SearchQuery::parse(text);
    SearchFields fields;
    fields.name = text;
    static_cast<void>(query.matches(SearchEntry(fields)));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const std::array locales{
        QLocale(QLocale::C), QLocale(QLocale::German), QLocale(QLocale::English, QLocale::India),
        QLocale(QLocale::Arabic, QLocale::Egypt), QLocale(QLocale::Swedish)};
    static const std::array units{Unit(), Unit::of(u"ms"), Unit::of(u"B"), Unit::of(u"%"),
                                  Unit::of(u"°C")};
    if (size == 0)
        return 0;
    const std::size_t choice = data[0];
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const QString text = QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const QLocale &locale = locales[choice % locales.size()];
    const Unit &unit = units[choice / locales.size() % units.size()];

    checkValue(text, unit, locale);
    checkValue(QString(u'=' + text), unit, locale);
    static_cast<void>(stepText(text, 1, locale));
    checkNumber(bytes);
    checkNames(text);
    const Unit typed = Unit::of(text);
    static_cast<void>(convert(1.5, typed, unit));
    require(typed.stem() == typed.stem().stem());
    static_cast<void>(suggestUnits(text, 3));
    return 0;
}
