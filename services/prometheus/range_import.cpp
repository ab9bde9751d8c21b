// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/range_import.h"

#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/exchange/prometheus_names.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

using exchange::awaitAnswer;

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::RangeImport)
};

constexpr auto kNameLabel = "__name__"_L1;
constexpr auto kNameTag = "metric"_L1;

/// Rows of samples, some thousand at a time.
class SampleRowSource final : public RowSource
{
public:
    struct Line
    {
        ImportRow pattern; ///< metric and tags
        std::vector<Sample> samples;
    };

    explicit SampleRowSource(std::vector<Line> lines)
        : m_lines(std::move(lines))
    {}

    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        constexpr std::size_t kRows = 4'096;
        for (std::size_t taken = 0; taken < kRows && m_line < m_lines.size();) {
            const Line &line = m_lines[m_line];
            if (m_sample == line.samples.size()) {
                ++m_line;
                m_sample = 0;
                continue;
            }
            const Sample &sample = line.samples[m_sample++];
            ImportRow &row = rows.emplace_back(line.pattern);
            row.value = sample.value;
            row.start = sample.at;
            row.end = sample.at;
            ++taken;
        }
        return m_line < m_lines.size();
    }

private:
    std::vector<Line> m_lines;
    std::size_t m_line = 0;
    std::size_t m_sample = 0;
};

QString partOf(const QString &metric)
{
    return QString::fromUtf8(exchange::prometheusPart(metric.toStdString()));
}

QString familyOf(const QString &metric)
{
    return metric.chopped(partOf(metric).size());
}

QString unitOf(const QString &metric)
{
    const QString part = partOf(metric);
    if (part == "_bucket"_L1 || part == "_count"_L1)
        return {};
    return QString::fromUtf8(exchange::prometheusUnitInName(familyOf(metric).toStdString()));
}

/// Where the name of a series stays when all go into one metric, since two names may have the same
/// labels. A label of that name keeps its value: `__name__` is what no other label is called.
QString nameTag(const TagMap &labels)
{
    return labels.contains(kNameTag) ? kNameLabel : kNameTag;
}

/// By its own name or that of its family, as the target's format had it.
std::optional<MetricMetadata> metadataOf(const MetadataAnswer &told, const QString &metric)
{
    auto known = told.metrics.find(metric);
    if (known == told.metrics.end())
        known = told.metrics.find(familyOf(metric));
    return known == told.metrics.end() ? std::nullopt : std::optional(known->second);
}

bool isTotal(const MetricMetadata &metadata, const QString &metric)
{
    const QString part = partOf(metric);
    const bool isDistribution = metadata.type == "histogram"_L1 || metadata.type == "summary"_L1;
    return part != "_created"_L1 &&
           (metadata.type == "counter"_L1 || (isDistribution && !part.isEmpty()));
}

} // namespace

Result<RangeImportSummary> RangeImport::run(const RangeImportPlan &plan,
                                            const std::stop_token &stop,
                                            const ProgressCallback &progress)
{
    m_lines.clear();
    m_index.clear();
    m_summary = {};
    if (auto fetched = fetch(plan, stop, progress); !fetched)
        return failure(fetched.error());
    if (m_lines.empty())
        return failure(ErrorCode::NotFound,
                       ImportText::tr("The server knows no values of \"%1\" in that range. Check "
                                      "the expression and the times.")
                           .arg(plan.expression));
    ImportOptions options;
    options.label = ImportText::tr("import %1").arg(plan.expression);
    options.conflicts = ConflictPolicy::Replace;
    options.gapsGiveWay = true; // the server may have lost what was fetched before
    options.definitions = definitions(stop);
    const auto stored = awaitAnswer(
        m_ports.series->importRows(rows(plan.range.step), std::move(options), stop, {}), stop);
    if (!stored)
        return failure(stored.error());
    m_summary.stored = *stored;
    m_summary.series = static_cast<std::int64_t>(m_index.size());
    return m_summary;
}

Result<void> RangeImport::fetch(const RangeImportPlan &plan, const std::stop_token &stop,
                                const ProgressCallback &progress)
{
    const std::vector<RangePlan> parts = partsOf(plan.range);
    for (const RangePlan &part : parts) {
        auto answer = awaitAnswer(m_client.queryRange(plan.expression, part, stop), stop);
        if (!answer)
            return failure(answer.error());
        ++m_summary.requests;
        if (progress)
            progress({m_summary.requests, static_cast<std::int64_t>(parts.size())});
        if (auto taken = take(plan, *std::move(answer)); !taken)
            return taken;
    }
    return {};
}

Result<void> RangeImport::take(const RangeImportPlan &plan, QueryAnswer answer)
{
    m_summary.histograms += answer.histograms;
    for (const QString &warning : answer.warnings) {
        if (!m_summary.warnings.contains(warning))
            m_summary.warnings.append(warning);
    }
    for (QuerySeries &series : answer.series) {
        const QString name = series.labels.take(kNameLabel);
        const QString metric = plan.metric.isEmpty() ? name : plan.metric;
        if (metric.isEmpty())
            return failure(ErrorCode::InvalidArgument,
                           ImportText::tr("What is reckoned has no name. Say into which metric it "
                                          "goes."),
                           u"prometheus.name"_s);
        if (!plan.metric.isEmpty() && !name.isEmpty() && name != plan.metric)
            series.labels.insert(nameTag(series.labels), name);
        m_summary.samples += static_cast<std::int64_t>(series.samples.size());
        if (m_summary.samples > kMostSamples)
            return failure(ErrorCode::Overflow,
                           ImportText::tr("These are more than %1 samples. Choose a longer step or "
                                          "a shorter range.")
                               .arg(kMostSamples));
        const QString key = metric % u'\n' % exchange::tagText(series.labels);
        const auto at = m_index.constFind(key);
        if (at == m_index.cend()) {
            m_index.insert(key, m_lines.size());
            m_lines.push_back({metric, std::move(series.labels), std::move(series.samples)});
        } else {
            std::vector<Sample> &samples = m_lines[*at].samples;
            samples.insert(samples.end(), series.samples.begin(), series.samples.end());
        }
    }
    return {};
}

// What the server cannot say of them is left out: many that speak this API have no metadata.
std::vector<NewDefinition> RangeImport::definitions(const std::stop_token &stop)
{
    QSet<QString> names;
    for (const Line &line : m_lines)
        names.insert(line.metric);
    const auto told = awaitAnswer(m_client.metadata({}, stop), stop);
    std::vector<NewDefinition> made;
    for (const QString &name : names) {
        NewDefinition &definition = made.emplace_back();
        definition.name = name;
        definition.unit = unitOf(name);
        const auto metadata = told ? metadataOf(*told, name) : std::nullopt;
        if (metadata && !metadata->help.isEmpty())
            definition.description = metadata->help;
        if (metadata && isTotal(*metadata, name)) // see ScrapeRecorder
            definition.settings.defaultFunction = AggregateFunction::Max;
    }
    return made;
}

std::shared_ptr<RowSource> RangeImport::rows(Timedelta step)
{
    std::vector<SampleRowSource::Line> lines;
    for (Line &line : m_lines) {
        SampleRowSource::Line &made = lines.emplace_back();
        made.pattern.metric = std::move(line.metric);
        made.pattern.tags = std::move(line.tags);
        made.samples = withGaps(line.samples, step);
        m_summary.gaps += std::count_if(made.samples.begin(), made.samples.end(),
                                        [](const Sample &s) { return std::isnan(s.value); });
    }
    m_lines.clear();
    return std::make_shared<SampleRowSource>(std::move(lines));
}

} // namespace tidemark::prometheus
