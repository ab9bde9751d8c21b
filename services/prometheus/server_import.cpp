// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/server_import.h"

#include "services/exchange/await.h"
#include "services/exchange/linked_stop.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

constexpr int kThreads = 2; // a preview answers while an import runs
constexpr auto kMetricLabel = "__name__"_L1;

struct ServerText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::prometheus::ServerImport)
};

QString nameOf(TagMap labels)
{
    const QString name = labels.take(kMetricLabel);
    const QString tags = exchange::tagText(labels);
    return tags.isEmpty() ? name : QString(name % u'{' % tags % u'}');
}

/// The same window in fewer moments.
RangePlan thinned(const RangePlan &plan)
{
    const TimeWindow window{plan.first, plan.last + plan.step};
    const Timedelta step = std::max(stepFor(window, ServerImport::kPreviewPoints), plan.step);
    const auto fewer = planRange(window, step);
    return fewer && fewer->points() > 0 ? *fewer : partsOf(plan).front();
}

RangePreview previewOf(const QueryAnswer &answer, const RangePlan &plan, bool isThinned)
{
    RangePreview preview;
    preview.isThinned = isThinned;
    preview.warnings = answer.warnings;
    preview.allSeries = static_cast<std::int64_t>(answer.series.size());
    preview.samplesAtMost = preview.allSeries * plan.points();
    for (const QuerySeries &series : answer.series) {
        if (preview.series.size() == RangePreview::kMostSeries)
            break;
        if (series.samples.empty())
            continue;
        preview.series.push_back({nameOf(series.labels),
                                  static_cast<std::int64_t>(series.samples.size()),
                                  series.samples.front(), series.samples.back()});
    }
    return preview;
}

} // namespace

ServerImport::ServerImport(net::NetworkThread &network, const DataPorts &ports)
    : m_network(network)
    , m_ports(ports)
    , m_tasks(kThreads)
{}

ServerImport::~ServerImport()
{
    m_stop.request_stop();
}

template <class Work>
auto ServerImport::start(QueryServer server, std::stop_token stop, Work work)
{
    return m_tasks.run([this, server = std::move(server), stop = std::move(stop),
                        own = m_stop.get_token(), work = std::move(work)] {
        const exchange::LinkedStop linked(stop, own);
        QueryClient client(m_network, server.endpoint, server.token, QueryClient::kDeadline,
                           server.trust);
        return work(client, linked.token());
    });
}

QFuture<Result<QStringList>> ServerImport::metrics(QueryServer server, std::stop_token stop)
{
    return start(std::move(server), std::move(stop),
                 [](QueryClient &client, const std::stop_token &stopped) -> Result<QStringList> {
                     auto told =
                         exchange::awaitAnswer(client.labelValues(kMetricLabel, stopped), stopped);
                     if (!told)
                         return failure(told.error());
                     told->names.sort();
                     return std::move(told->names);
                 });
}

QFuture<Result<RangePreview>> ServerImport::preview(QueryServer server, RangeImportPlan plan,
                                                    std::stop_token stop)
{
    return start(std::move(server), std::move(stop),
                 [plan = std::move(plan)](QueryClient &client,
                                          const std::stop_token &stopped) -> Result<RangePreview> {
                     const RangePlan few = thinned(plan.range);
                     const auto answer = exchange::awaitAnswer(
                         client.queryRange(plan.expression, few, stopped), stopped);
                     if (!answer)
                         return failure(answer.error());
                     auto preview = previewOf(*answer, plan.range, few != plan.range);
                     if (preview.series.empty())
                         return failure(ErrorCode::NotFound,
                                        ServerText::tr("The server knows no values of \"%1\" in "
                                                       "that range. Check the expression and the "
                                                       "times.")
                                            .arg(plan.expression));
                     return preview;
                 });
}

QFuture<Result<RangeImportSummary>> ServerImport::run(QueryServer server, RangeImportPlan plan,
                                                      std::stop_token stop,
                                                      ProgressCallback progress)
{
    return start(std::move(server), std::move(stop),
                 [ports = m_ports, plan = std::move(plan), progress = std::move(progress)](
                     QueryClient &client, const std::stop_token &stopped) {
                     RangeImport import(client, ports);
                     return import.run(plan, stopped, progress);
                 });
}

} // namespace tidemark::prometheus
