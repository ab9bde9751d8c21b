// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/exposition_reader.h"

#include "model/core/utf8_text.h"
#include "services/exchange/prometheus_line.h"
#include "services/json/decimal_literal.h"
#include "services/prometheus/exposition_families.h"
#include "services/prometheus/sample_value.h"

#include <QCoreApplication>
#include <QUtf8StringView>

#include <unordered_set>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

struct ExpositionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::Exposition)
};

constexpr int kMsPower = 6; // to nanoseconds
constexpr int kSecondPower = 9;

tl::unexpected<Error> wrong(const QString &reason, const QString &cause)
{
    return failure(ErrorCode::InvalidArgument, reason, u"prometheus."_s + cause);
}

tl::unexpected<Error> tooMuch(const QString &reason)
{
    return failure(ErrorCode::Overflow, reason, u"prometheus.limit"_s);
}

bool isText(std::string_view bytes)
{
    return QUtf8StringView(bytes.data(), static_cast<qsizetype>(bytes.size())).isValidUtf8();
}

/// Names, labels and time; no two samples that differ have the same.
QString identityOf(const ExpositionSample &sample)
{
    QString identity = QString::fromStdString(sample.name);
    for (auto label = sample.labels.begin(); label != sample.labels.end(); ++label)
        identity += QChar(u'\0') % label.key() % QChar(u'\0') % label.value();
    if (sample.at_ns)
        identity += QChar(u'\0') % QString::number(*sample.at_ns);
    return identity;
}

class Reader
{
public:
    Reader(ExpositionFormat format, const ExpositionLimits &limits)
        : m_isOpen(format == ExpositionFormat::OpenMetrics)
        , m_limits(limits)
        , m_families(m_exposition.families, m_isOpen)
    {}

    [[nodiscard]] Result<Exposition> read(std::string_view text)
    {
        if (text.size() > m_limits.text_bytes)
            return tooMuch(ExpositionText::tr("The text is longer than %1 bytes. Have the target "
                                              "tell less.")
                               .arg(m_limits.text_bytes));
        int number = 0;
        while (!text.empty()) {
            ++number;
            const std::size_t end = text.find('\n');
            auto taken = end == std::string_view::npos ? takeUnendedLine(text)
                                                       : takeLine(text.substr(0, end));
            if (!taken)
                return failure(atLine(number, std::move(taken.error())));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        if (m_isOpen && !m_hasEnded)
            return wrong(ExpositionText::tr("The text ends without \"# EOF\": it was cut off. Ask "
                                            "for it again."),
                         u"end"_s);
        return std::move(m_exposition);
    }

private:
    [[nodiscard]] static Error atLine(int number, Error error)
    {
        error.message = ExpositionText::tr("Line %1: %2").arg(number).arg(error.message);
        return error;
    }

    // OpenMetrics only advises a line feed behind "# EOF".
    [[nodiscard]] Result<void> takeUnendedLine(std::string_view line)
    {
        if (m_isOpen && line == "# EOF")
            return takeLine(line);
        return wrong(ExpositionText::tr("The text ends within this line: it was cut off. Ask for "
                                        "it again."),
                     u"end"_s);
    }

    [[nodiscard]] Result<void> takeLine(std::string_view line)
    {
        if (m_hasEnded)
            return wrong(ExpositionText::tr("The line stands behind \"# EOF\"."), u"end"_s);
        if (line.size() > m_limits.line_bytes)
            return tooMuch(
                ExpositionText::tr("The line is longer than %1 bytes.").arg(m_limits.line_bytes));
        if (!isText(line) || line.find('\0') != std::string_view::npos)
            return wrong(ExpositionText::tr("The line holds bytes that are no UTF-8 text."),
                         u"utf8"_s);
        const std::size_t begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos)
            return m_isOpen
                       ? Result<void>(wrong(ExpositionText::tr("OpenMetrics has no empty lines."),
                                            u"blank"_s))
                       : Result<void>();
        return line[begin] == '#' ? takeComment(line) : takeSample(line);
    }

    [[nodiscard]] Result<void> takeComment(std::string_view line)
    {
        using Kind = exchange::PrometheusComment::Kind;
        const exchange::PrometheusComment comment = exchange::parsePrometheusComment(line);
        switch (comment.kind) {
        case Kind::Type:
            return m_families.setType(comment.name, comment.text);
        case Kind::Help:
            return m_families.setHelp(comment.name, comment.text);
        case Kind::Unit:
            return m_isOpen ? m_families.setUnit(comment.name, comment.text) : Result<void>();
        case Kind::End:
            m_hasEnded = m_isOpen;
            return {};
        case Kind::Other:
            break;
        }
        if (!m_isOpen)
            return {};
        return wrong(
            ExpositionText::tr("OpenMetrics has no comments but TYPE, UNIT, HELP and EOF."),
            u"comment"_s);
    }

    [[nodiscard]] Result<void> takeSample(std::string_view line)
    {
        auto parsed = exchange::parsePrometheusSample(line);
        if (!parsed)
            return failure(parsed.error());
        if (m_exposition.samples.size() == m_limits.samples)
            return tooMuch(ExpositionText::tr("There are more than %1 samples. Have the target "
                                              "tell less.")
                               .arg(m_limits.samples));
        if (static_cast<std::size_t>(parsed->labels.size()) > m_limits.labels)
            return tooMuch(
                ExpositionText::tr("The sample has more than %1 labels.").arg(m_limits.labels));
        ExpositionSample sample;
        const auto value = parseSampleValue(parsed->value);
        if (!value)
            return wrong(ExpositionText::tr("\"%1\" is no value.").arg(utf8Text(parsed->value)),
                         u"value"_s);
        sample.value = *value;
        const auto time = timeOf(parsed->timestamp);
        if (!time)
            return failure(time.error());
        sample.at_ns = *time;
        sample.family = m_families.familyOf(parsed->name);
        sample.name = std::move(parsed->name);
        sample.labels = std::move(parsed->labels);
        if (!m_seen.insert(identityOf(sample)).second)
            return wrong(ExpositionText::tr("The sample was told before, with the same labels."),
                         u"repeated"_s);
        m_exposition.samples.push_back(std::move(sample));
        return {};
    }

    [[nodiscard]] Result<std::optional<std::int64_t>> timeOf(std::string_view text) const
    {
        if (text.empty())
            return std::optional<std::int64_t>();
        const int power = m_isOpen ? kSecondPower : kMsPower;
        const auto scaled = isFiniteNumber(text) ? scaledInteger(text, power) : std::nullopt;
        if (!scaled)
            return wrong(ExpositionText::tr("\"%1\" is no time.").arg(utf8Text(text)), u"time"_s);
        return std::optional(scaled->value);
    }

    bool m_isOpen;
    ExpositionLimits m_limits;
    Exposition m_exposition;
    ExpositionFamilies m_families; ///< of m_exposition
    std::unordered_set<QString> m_seen;
    bool m_hasEnded = false;
};

} // namespace

ExpositionFormat formatOf(QByteArrayView contentType)
{
    const QByteArray type = contentType.toByteArray().toLower();
    return type.trimmed().startsWith("application/openmetrics-text") ? ExpositionFormat::OpenMetrics
                                                                     : ExpositionFormat::Prometheus;
}

Result<Exposition> readExposition(std::string_view text, ExpositionFormat format,
                                  const ExpositionLimits &limits)
{
    return Reader(format, limits).read(text);
}

} // namespace tidemark::prometheus
