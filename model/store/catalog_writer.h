// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/store/resolved_metric.h"
#include "model/store/uid_source.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <span>

namespace tidemark::store {

class ChangeScope;

/// Writes the catalogue of metrics. One per change; on the writer's thread.
class CatalogWriter
{
public:
    CatalogWriter(ChangeScope &scope, UidSource &uids)
        : m_scope(scope)
        , m_uids(uids)
    {}

    /// Errors: InvalidArgument (name, texts), AlreadyExists.
    [[nodiscard]] Result<Definition> create(const NewDefinition &definition);
    struct Ensured
    {
        std::vector<Definition> definitions; ///< as they were asked for
        int made = 0;
    };
    /// Finds each by its name, or creates it.
    [[nodiscard]] Result<Ensured> ensure(const std::vector<NewDefinition> &definitions);
    /// Writes only when something differs. Errors: NotFound, InvalidArgument, AlreadyExists.
    [[nodiscard]] Result<Definition> update(MetricId metric, const DefinitionChange &change);
    /// With its records, and the entry sessions that held only them. Errors: NotFound.
    [[nodiscard]] Result<void> remove(std::span<const MetricId> metrics);
    /// Writes only those that are not so yet. Errors: NotFound.
    [[nodiscard]] Result<void> archive(std::span<const MetricId> metrics, bool isArchived);

    /// The metric of that name, created when missing; looked up once per change.
    /// Errors: InvalidArgument (name).
    [[nodiscard]] Result<ResolvedMetric> resolve(const QString &name, const QString &unit);
    /// Looks up all of them with one statement, for resolve(), and of each no more than that needs;
    /// those that this transaction has looked up before, not once more.
    [[nodiscard]] Result<void> lookAhead(const QStringList &names);

private:
    [[nodiscard]] Result<QString> removeOne(MetricId metric);
    [[nodiscard]] Result<void> insert(const Definition &definition);
    [[nodiscard]] Result<void> write(const Definition &definition);
    [[nodiscard]] Result<void> refuseTaken(const QString &name);

    ChangeScope &m_scope;
    UidSource &m_uids;
    QHash<QString, ResolvedMetric> m_resolved; // by the name as it was asked for
};

/// What archiving these metrics, or bringing them back, is called in the undo list.
[[nodiscard]] QString archiveLabel(const QStringList &names, bool isArchived);

} // namespace tidemark::store
