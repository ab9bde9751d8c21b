// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/natural_order.h"
#include "model/store/catalog_writer.h"
#include "model/store/rows.h"
#include "model/store/store_ports.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct CatalogLabel
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::CatalogPort)
};

Result<std::vector<Definition>> readDefinitions(Connection &connection)
{
    std::vector<Definition> definitions;
    Statement select =
        connection.prepare("select_definitions"_L1,
                           "SELECT "_L1 % kDefinitionColumns % " FROM "_L1 % kDefinitionTables);
    if (auto done = select.run(); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            break;
        definitions.push_back(readDefinition(select));
    }
    std::sort(definitions.begin(), definitions.end(),
              [order = NaturalOrder()](const Definition &a, const Definition &b) {
                  return order(a.name, b.name);
              });
    return definitions;
}

// What an update does, in a word for the undo list.
QString updateLabel(const DefinitionChange &change, const QString &name)
{
    if (change.name)
        return CatalogLabel::tr("rename metric to %1").arg(*change.name);
    if (change.isArchived)
        return archiveLabel({name}, *change.isArchived);
    return CatalogLabel::tr("edit metric %1").arg(name);
}

} // namespace

CatalogPort::CatalogPort(StoreLanes &lanes, WriteDesk &desk)
    : m_lanes(lanes)
    , m_desk(desk)
    , m_summaries(std::make_shared<SummaryReader>())
{}

QFuture<Result<std::vector<MetricSummary>>> CatalogPort::summaries(TimeWindow window, int points)
{
    return m_lanes.read<std::vector<MetricSummary>>(
        [reader = m_summaries, window, points](Connection &connection) {
            return reader->read(connection, window, points);
        });
}

QFuture<Result<std::vector<Definition>>> CatalogPort::definitions()
{
    return m_lanes.read<std::vector<Definition>>(readDefinitions);
}

QFuture<Result<Definition>> CatalogPort::find(QString name)
{
    return m_lanes.read<Definition>([name](Connection &connection) -> Result<Definition> {
        auto definition = findDefinition(connection, name);
        if (!definition)
            return failure(definition.error());
        if (!*definition)
            return failure(
                ErrorCode::NotFound,
                CatalogLabel::tr("\"%1\" is not in this store. Check the name, or create "
                                 "the metric.")
                    .arg(name));
        return std::move(**definition);
    });
}

QFuture<Result<DefinitionOutcome>> CatalogPort::create(NewDefinition definition)
{
    const QString label = CatalogLabel::tr("create metric %1").arg(definition.name);
    return m_desk.change<DefinitionOutcome>(
        label, [definition](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).create(definition).transform([](Definition made) {
                return DefinitionOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<DefinitionOutcome>> CatalogPort::update(MetricId metric, DefinitionChange change)
{
    return m_desk.change<DefinitionOutcome>({}, [metric, change](ChangeScope &scope,
                                                                 UidSource &uids) {
        return CatalogWriter(scope, uids).update(metric, change).transform([&](Definition made) {
            scope.setLabel(updateLabel(change, made.name));
            return DefinitionOutcome{std::move(made), {}};
        });
    });
}

QFuture<Result<ChangeId>> CatalogPort::remove(std::vector<MetricId> metrics)
{
    return m_desk.change<ChangeId>(
        {}, [metrics = std::move(metrics)](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).remove(metrics).transform([] { return ChangeId(); });
        });
}

QFuture<Result<ChangeId>> CatalogPort::archive(std::vector<MetricId> metrics, bool isArchived)
{
    return m_desk.change<ChangeId>(
        {}, [metrics = std::move(metrics), isArchived](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).archive(metrics, isArchived).transform([] {
                return ChangeId();
            });
        });
}

} // namespace tidemark::store
