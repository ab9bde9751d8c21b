// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/exposition_families.h"

#include "model/core/utf8_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

struct FamilyText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::Exposition)
};

struct TypeName
{
    std::string_view word;
    FamilyType type;
    bool isOpenOnly = false;
};
constexpr std::array kTypes{TypeName{"counter", FamilyType::Counter},
                            TypeName{"gauge", FamilyType::Gauge},
                            TypeName{"histogram", FamilyType::Histogram},
                            TypeName{"summary", FamilyType::Summary},
                            TypeName{"untyped", FamilyType::Unknown},
                            TypeName{"unknown", FamilyType::Unknown, true},
                            TypeName{"gaugehistogram", FamilyType::GaugeHistogram, true},
                            TypeName{"info", FamilyType::Info, true},
                            TypeName{"stateset", FamilyType::StateSet, true}};

/// A suffix of the samples of a type, in both formats or in OpenMetrics alone.
struct Suffix
{
    std::string_view text;
    FamilyType type;
    bool isOpenOnly = false;
};
constexpr std::array kSuffixes{Suffix{"_bucket", FamilyType::Histogram},
                               Suffix{"_sum", FamilyType::Histogram},
                               Suffix{"_count", FamilyType::Histogram},
                               Suffix{"_created", FamilyType::Histogram, true},
                               Suffix{"_sum", FamilyType::Summary},
                               Suffix{"_count", FamilyType::Summary},
                               Suffix{"_created", FamilyType::Summary, true},
                               Suffix{"_total", FamilyType::Counter, true},
                               Suffix{"_created", FamilyType::Counter, true},
                               Suffix{"_info", FamilyType::Info, true},
                               Suffix{"_bucket", FamilyType::GaugeHistogram, true},
                               Suffix{"_gsum", FamilyType::GaugeHistogram, true},
                               Suffix{"_gcount", FamilyType::GaugeHistogram, true}};

tl::unexpected<Error> wrong(const QString &reason, const QString &cause)
{
    return failure(ErrorCode::InvalidArgument, reason, u"prometheus."_s + cause);
}

std::string unescaped(std::string_view text, bool alsoQuotes)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool isEscape =
            text[i] == '\\' && (next == '\\' || next == 'n' || (alsoQuotes && next == '"'));
        if (isEscape)
            ++i;
        plain += isEscape ? (next == 'n' ? '\n' : next) : text[i];
    }
    return plain;
}

} // namespace

ExpositionFamilies::Known &ExpositionFamilies::known(std::string_view name)
{
    const auto [at, isNew] = m_known.try_emplace(std::string(name));
    if (isNew) {
        at->second.index = m_families.size();
        m_families.push_back({std::string(name), FamilyType::Unknown, {}, {}});
    }
    return at->second;
}

Result<void> ExpositionFamilies::setType(std::string_view name, std::string_view word)
{
    const auto *const named = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeName &each) {
        return each.word == word && (m_isOpen || !each.isOpenOnly);
    });
    if (named == kTypes.end())
        return wrong(FamilyText::tr("\"%1\" is no type of a metric.").arg(utf8Text(word)),
                     u"type"_s);
    Known &family = known(name);
    if (std::exchange(family.hasType, true) || family.hasSamples)
        return wrong(FamilyText::tr("The type of %1 is told twice, or behind its samples.")
                         .arg(utf8Text(name)),
                     u"type"_s);
    m_families[family.index].type = named->type;
    return {};
}

Result<void> ExpositionFamilies::setHelp(std::string_view name, std::string_view escaped)
{
    Known &family = known(name);
    if (std::exchange(family.hasHelp, true))
        return wrong(FamilyText::tr("The help of %1 is told twice.").arg(utf8Text(name)),
                     u"help"_s);
    m_families[family.index].help = utf8Text(unescaped(escaped, m_isOpen));
    return {};
}

Result<void> ExpositionFamilies::setUnit(std::string_view name, std::string_view unit)
{
    Known &family = known(name);
    if (std::exchange(family.hasUnit, true))
        return wrong(FamilyText::tr("The unit of %1 is told twice.").arg(utf8Text(name)),
                     u"unit"_s);
    if (!unit.empty() && !name.ends_with("_" + std::string(unit)))
        return wrong(FamilyText::tr("The name %1 does not end in its unit, %2.")
                         .arg(utf8Text(name), utf8Text(unit)),
                     u"unit"_s);
    m_families[family.index].unit = unit;
    return {};
}

ExpositionFamilies::Known *ExpositionFamilies::ownerOf(std::string_view sampleName)
{
    for (const Suffix &suffix : kSuffixes) {
        if (!sampleName.ends_with(suffix.text) || (suffix.isOpenOnly && !m_isOpen))
            continue;
        const std::string_view name = sampleName.substr(0, sampleName.size() - suffix.text.size());
        const auto owner = m_known.find(std::string(name));
        if (owner != m_known.end() && m_families[owner->second.index].type == suffix.type)
            return &owner->second;
    }
    return nullptr;
}

std::size_t ExpositionFamilies::familyOf(std::string_view sampleName)
{
    Known *family =
        m_known.contains(std::string(sampleName)) ? &known(sampleName) : ownerOf(sampleName);
    if (family == nullptr)
        family = &known(sampleName);
    family->hasSamples = true;
    return family->index;
}

} // namespace tidemark::prometheus
