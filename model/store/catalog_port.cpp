// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/natural_order.h"
#include "model/store/catalog_writer.h"
#include "model/store/page_limit.h"
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

Result<std::vector<Definition>> readRows(Statement &select)
{
    std::vector<Definition> definitions;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return definitions;
        definitions.push_back(readDefinition(select));
    }
}

Result<std::vector<Definition>> readDefinitions(Connection &connection, OrgId org)
{
    Statement select = connection.prepare("select_definitions"_L1,
                                          "SELECT "_L1 % kDefinitionColumns % " FROM "_L1 %
                                              kDefinitionTables % " WHERE m.org_id = ?"_L1);
    if (auto done = select.run(org); !done)
        return failure(done.error());
    auto definitions = readRows(select);
    if (!definitions)
        return definitions;
    std::sort(definitions->begin(), definitions->end(),
              [order = NaturalOrder()](const Definition &a, const Definition &b) {
                  return order(a.name, b.name);
              });
    return definitions;
}

Result<DefinitionPage> readPage(Connection &connection, OrgId org,
                                const std::optional<QString> &after, int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    Statement select =
        connection.prepare("select_definition_page"_L1,
                           "SELECT "_L1 % kDefinitionColumns % " FROM "_L1 % kDefinitionTables %
                               " WHERE m.org_id = ? AND m.name > ? ORDER BY m.name LIMIT ?"_L1);
    // One row more than asked for tells whether another page follows.
    if (auto done = select.run(org, after.value_or(QString()), limit + 1); !done)
        return failure(done.error());
    auto rows = readRows(select);
    if (!rows)
        return failure(rows.error());
    DefinitionPage page{std::move(*rows), {}};
    if (page.definitions.size() > static_cast<std::size_t>(limit)) {
        page.definitions.pop_back();
        page.next = page.definitions.back().name;
    }
    return page;
}

// What an update does, in a word for the undo list. One that does more than a single thing edits.
QString updateLabel(const DefinitionChange &change, const QString &name)
{
    DefinitionChange others = change;
    others.name.reset();
    if (change.name && others.isEmpty())
        return CatalogLabel::tr("rename metric to %1").arg(name);
    others = change;
    others.isArchived.reset();
    if (change.isArchived && others.isEmpty())
        return archiveLabel({name}, *change.isArchived);
    return CatalogLabel::tr("edit metric %1").arg(name);
}

} // namespace

QFuture<Result<std::vector<MetricSummary>>> CatalogPort::summaries(TimeWindow window, int points)
{
    return m_tools.read<std::vector<MetricSummary>>(
        [reader = m_summaries, window, points](Connection &connection, OrgId org) {
            return reader->read(connection, org, window, points);
        });
}

QFuture<Result<std::vector<Definition>>> CatalogPort::definitions()
{
    return m_tools.read<std::vector<Definition>>(readDefinitions);
}

QFuture<Result<DefinitionPage>> CatalogPort::page(std::optional<QString> afterName, int limit)
{
    return m_tools.read<DefinitionPage>([afterName, limit](Connection &connection, OrgId org) {
        return readPage(connection, org, afterName, limit);
    });
}

QFuture<Result<Definition>> CatalogPort::find(QString name)
{
    return m_tools.read<Definition>(
        [name](Connection &connection, OrgId org) -> Result<Definition> {
            auto definition = findDefinition(connection, org, name);
            if (!definition)
                return failure(definition.error());
            if (!*definition)
                return failure(
                    Error{ErrorCode::NotFound,
                          CatalogLabel::tr("\"%1\" is not in this store. Check the name, or create "
                                           "the metric.")
                              .arg(name),
                          {},
                          ErrorSubject::Metric});
            return std::move(**definition);
        });
}

QFuture<Result<DefinitionOutcome>> CatalogPort::create(NewDefinition definition)
{
    const QString label = CatalogLabel::tr("create metric %1").arg(definition.name);
    return m_tools.change<DefinitionOutcome>(
        label, [definition](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).create(definition).transform([](Definition made) {
                return DefinitionOutcome{std::move(made), {}};
            });
        });
}

QFuture<Result<EnsuredDefinitions>> CatalogPort::ensure(std::vector<NewDefinition> definitions)
{
    return m_tools.change<EnsuredDefinitions>(
        {}, [definitions = std::move(definitions)](ChangeScope &scope, UidSource &uids) {
            auto ensured = CatalogWriter(scope, uids).ensure(definitions);
            if (ensured)
                scope.setLabel(CatalogLabel::tr("create %n metric(s)", nullptr, ensured->made));
            return ensured.transform([](CatalogWriter::Ensured &all) {
                return EnsuredDefinitions{std::move(all.definitions), {}};
            });
        });
}

QFuture<Result<DefinitionOutcome>> CatalogPort::update(MetricId metric, DefinitionChange change)
{
    return m_tools.change<DefinitionOutcome>({}, [metric, change](ChangeScope &scope,
                                                                  UidSource &uids) {
        return CatalogWriter(scope, uids).update(metric, change).transform([&](Definition made) {
            scope.setLabel(updateLabel(change, made.name));
            return DefinitionOutcome{std::move(made), {}};
        });
    });
}

QFuture<Result<ChangeId>> CatalogPort::remove(std::vector<MetricId> metrics)
{
    return m_tools.change<ChangeId>(
        {}, [metrics = std::move(metrics)](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).remove(metrics).transform([] { return ChangeId(); });
        });
}

QFuture<Result<ChangeId>> CatalogPort::archive(std::vector<MetricId> metrics, bool isArchived)
{
    return m_tools.change<ChangeId>(
        {}, [metrics = std::move(metrics), isArchived](ChangeScope &scope, UidSource &uids) {
            return CatalogWriter(scope, uids).archive(metrics, isArchived).transform([] {
                return ChangeId();
            });
        });
}

} // namespace tidemark::store
