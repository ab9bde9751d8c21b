// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/ucum_unit.h"

#include "model/core/unit.h"
#include "model/core/utf8_text.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

bool isAnnotation(QStringView code)
{
    return code.startsWith(u'{') && code.indexOf(u'}') == code.size() - 1;
}

/// One code without a slash.
QString simpleUnit(const QString &code)
{
    static const QHash<QString, QString> kOthers = {
        {u"1"_s, QString()},     {u"us"_s, u"µs"_s},      {u"mo"_s, u"mo"_s},
        {u"Cel"_s, u"°C"_s},     {u"[degF]"_s, u"°F"_s},  {u"Ohm"_s, u"Ω"_s},
        {u"[ft_i]"_s, u"ft"_s},  {u"[in_i]"_s, u"in"_s},  {u"[mi_i]"_s, u"mi"_s},
        {u"deg"_s, u"°"_s},      {u"[ppm]"_s, u"ppm"_s},  {u"[ppb]"_s, u"ppb"_s},
        {u"[lb_av]"_s, u"lb"_s}, {u"mm[Hg]"_s, u"mmHg"_s}};
    if (isAnnotation(code))
        return u"count"_s;
    if (const auto known = kOthers.constFind(code); known != kOthers.cend())
        return *known;
    if (code.endsWith("By"_L1))
        return code.chopped(1); // B, kB, MiB
    return code;
}

QString symbolOf(const QString &code)
{
    const qsizetype slash = code.indexOf(u'/');
    if (slash < 0)
        return simpleUnit(code);
    const QString above = code.first(slash);
    const bool isPlain = above.isEmpty() || above == "1"_L1 || isAnnotation(above);
    return (isPlain ? QString() : simpleUnit(above)) + u'/' + simpleUnit(code.sliced(slash + 1));
}

} // namespace

QString unitOfUcum(std::string_view code)
{
    const auto unit = Unit::fromText(symbolOf(utf8Text(code).trimmed()));
    return unit ? unit->symbol() : QString();
}

std::string_view ucumOf(metrics::MetricUnit unit) noexcept
{
    switch (unit) {
    case metrics::MetricUnit::Seconds:
        return "s";
    case metrics::MetricUnit::Milliseconds:
        return "ms";
    case metrics::MetricUnit::Microseconds:
        return "us";
    case metrics::MetricUnit::Bytes:
        return "By";
    case metrics::MetricUnit::Kilobytes:
        return "kBy";
    case metrics::MetricUnit::Megabytes:
        return "MBy";
    case metrics::MetricUnit::Percent:
        return "%";
    case metrics::MetricUnit::OperationsPerSecond:
        return "{operation}/s";
    case metrics::MetricUnit::Count:
        break;
    }
    return "1";
}

} // namespace tidemark::otlp
