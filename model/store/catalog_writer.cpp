// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/catalog_writer.h"

#include "model/core/text.h"
#include "model/core/unit.h"
#include "model/domain/retention.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/record_rows.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct CatalogText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::CatalogWriter)
};

constexpr Sql kInsertMetric{
    "insert_metric"_L1,
    "INSERT INTO metric (id, org_id, uid, name, description, unit, kind, tags, settings, archived, "
    "keep_ns, created_by, created_ns, modified_by, modified_ns, change_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kUpdateMetric{
    "update_metric"_L1,
    "UPDATE metric SET name = ?, description = ?, unit = ?, kind = ?, tags = ?, settings = ?, "
    "archived = ?, keep_ns = ?, modified_by = ?, modified_ns = ?, change_id = ? WHERE id = ?"_L1};
constexpr Sql kSelectMetricByName{
    "select_metric_by_name"_L1,
    "SELECT id, unit, uid FROM metric WHERE org_id = ? AND name = ?"_L1};
constexpr Sql kDeleteMetric{"delete_metric"_L1, "DELETE FROM metric WHERE id = ?"_L1};

Error notFound()
{
    return {ErrorCode::NotFound,
            CatalogText::tr("This metric is no longer in the store. Choose another one."),
            {},
            ErrorSubject::Metric};
}

Result<QString> storableUnit(const QString &symbol)
{
    return Unit::fromText(symbol).transform([](const Unit &unit) { return unit.symbol(); });
}

std::optional<std::int64_t> numberOf(std::optional<Timedelta> keep)
{
    return keep ? std::optional(keep->ns()) : std::nullopt;
}

// Applies what is present; the rest stays.
Result<Definition> changed(Definition definition, const DefinitionChange &change)
{
    if (change.name) {
        auto name = normalisedName(*change.name);
        if (!name)
            return failure(name.error());
        definition.name = std::move(*name);
    }
    if (change.description) {
        auto description = storableDescription(*change.description);
        if (!description)
            return failure(description.error());
        definition.description = std::move(*description);
    }
    if (change.unit) {
        auto unit = storableUnit(*change.unit);
        if (!unit)
            return failure(unit.error());
        definition.unit = std::move(*unit);
    }
    if (change.tags) {
        auto tags = storableTags(*change.tags);
        if (!tags)
            return failure(tags.error());
        definition.tags = std::move(*tags);
    }
    if (change.keepSamples) {
        if (auto valid = checkKeeping(*change.keepSamples); !valid)
            return failure(valid.error());
        definition.keepSamples = *change.keepSamples;
    }
    definition.kind = change.kind.value_or(definition.kind);
    definition.settings = change.settings.value_or(definition.settings);
    definition.isArchived = change.isArchived.value_or(definition.isArchived);
    return definition;
}

} // namespace

Result<void> CatalogWriter::refuseTaken(const QString &name)
{
    const auto taken = findDefinition(m_scope.connection(), m_scope.org(), name);
    if (!taken)
        return failure(taken.error());
    if (*taken)
        return failure(Error{
            ErrorCode::AlreadyExists,
            CatalogText::tr("A metric named \"%1\" exists already. Choose another name.").arg(name),
            {},
            ErrorSubject::Metric});
    return {};
}

Result<Definition> CatalogWriter::create(const NewDefinition &wanted)
{
    DefinitionChange parts;
    parts.name = wanted.name;
    parts.description = wanted.description;
    parts.unit = wanted.unit;
    parts.kind = wanted.kind;
    parts.tags = wanted.tags;
    parts.settings = wanted.settings;
    parts.keepSamples = wanted.keepSamples;
    auto definition = changed({}, parts);
    if (!definition)
        return definition;
    if (auto free = refuseTaken(definition->name); !free)
        return failure(free.error());
    const auto id = m_scope.nextId("metric"_L1);
    if (!id)
        return failure(id.error());
    definition->id = MetricId(*id);
    definition->uid = m_uids.next("mt_"_L1);
    definition->createdBy = definition->modifiedBy = m_scope.who();
    definition->created = definition->modified = m_scope.at();
    return insert(*definition).transform([&definition] { return *definition; });
}

Result<CatalogWriter::Ensured> CatalogWriter::ensure(const std::vector<NewDefinition> &definitions)
{
    Ensured ensured;
    for (const NewDefinition &wanted : definitions) {
        const auto name = normalisedName(wanted.name);
        if (!name)
            return failure(name.error());
        auto found = findDefinition(m_scope.connection(), m_scope.org(), *name);
        if (!found)
            return failure(found.error());
        if (!*found) {
            auto created = create(wanted);
            if (!created)
                return failure(created.error());
            *found = *std::move(created);
            ++ensured.made;
        }
        ensured.definitions.push_back(**std::move(found));
    }
    return ensured;
}

Result<void> CatalogWriter::insert(const Definition &definition)
{
    if (auto kept = m_scope.willInsert(JournalTable::Metric, definition.id.value()); !kept)
        return kept;
    m_scope.touched().touchDefinitions();
    return m_scope.connection()
        .prepare(kInsertMetric)
        .run(definition.id, m_scope.org(), definition.uid, definition.name, definition.description,
             definition.unit, static_cast<int>(definition.kind), tagsText(definition.tags),
             settingsText(definition.settings), definition.isArchived,
             numberOf(definition.keepSamples), m_scope.actorId(), definition.created,
             m_scope.actorId(), definition.modified, m_scope.id());
}

Result<Definition> CatalogWriter::update(MetricId metric, const DefinitionChange &change)
{
    const auto before = findDefinition(m_scope.connection(), m_scope.org(), metric);
    if (!before)
        return failure(before.error());
    if (!*before)
        return failure(notFound());
    auto after = changed(**before, change);
    if (!after || *after == **before)
        return after;
    if (after->name != (*before)->name) {
        if (auto free = refuseTaken(after->name); !free)
            return failure(free.error());
    }
    after->modifiedBy = m_scope.who();
    after->modified = m_scope.at();
    return write(*after).transform([&after] { return *after; });
}

Result<void> CatalogWriter::write(const Definition &definition)
{
    if (auto kept = m_scope.willUpdate(JournalTable::Metric, definition.id.value()); !kept)
        return kept;
    m_scope.changesDefinitions();
    return m_scope.connection()
        .prepare(kUpdateMetric)
        .run(definition.name, definition.description, definition.unit,
             static_cast<int>(definition.kind), tagsText(definition.tags),
             settingsText(definition.settings), definition.isArchived,
             numberOf(definition.keepSamples), m_scope.actorId(), definition.modified, m_scope.id(),
             definition.id);
}

Result<void> CatalogWriter::remove(std::span<const MetricId> metrics)
{
    QStringList names;
    for (const MetricId metric : metrics) {
        auto name = removeOne(metric);
        if (!name)
            return failure(name.error());
        names.append(std::move(*name));
    }
    m_scope.setLabel(names.size() == 1 ? CatalogText::tr("delete metric %1").arg(names.front())
                                       : CatalogText::tr("delete %n metric(s)", nullptr,
                                                         static_cast<int>(names.size())));
    return {};
}

Result<QString> CatalogWriter::removeOne(MetricId metric)
{
    const auto definition = findDefinition(m_scope.connection(), m_scope.org(), metric);
    if (!definition)
        return failure(definition.error());
    if (!*definition)
        return failure(notFound());
    RecordRows records(m_scope);
    if (auto removed = records.removeOfMetric(metric); !removed)
        return failure(removed.error());
    if (auto kept = m_scope.willRemove(JournalTable::Metric, metric.value()); !kept)
        return failure(kept.error());
    m_scope.changesDefinitions();
    return m_scope.connection().prepare(kDeleteMetric).run(metric).transform([&definition] {
        return (*definition)->name;
    });
}

Result<void> CatalogWriter::archive(std::span<const MetricId> metrics, bool isArchived)
{
    DefinitionChange change;
    change.isArchived = isArchived;
    QStringList names;
    for (const MetricId metric : metrics) {
        const auto changed = update(metric, change);
        if (!changed)
            return failure(changed.error());
        names.append(changed->name);
    }
    m_scope.setLabel(archiveLabel(names, isArchived));
    return {};
}

QString archiveLabel(const QStringList &names, bool isArchived)
{
    if (names.size() == 1)
        return isArchived ? CatalogText::tr("archive metric %1").arg(names.front())
                          : CatalogText::tr("restore metric %1").arg(names.front());
    const auto count = static_cast<int>(names.size());
    return isArchived ? CatalogText::tr("archive %n metric(s)", nullptr, count)
                      : CatalogText::tr("restore %n metric(s)", nullptr, count);
}

Result<ResolvedMetric> CatalogWriter::resolve(const QString &name, const QString &unit)
{
    if (const auto known = m_resolved.constFind(name); known != m_resolved.cend())
        return *known;
    const QHash<QString, ResolvedMetric> &there = m_scope.knownMetrics();
    if (const auto known = there.constFind(name); known != there.cend())
        return *known;
    auto clean = normalisedName(name);
    if (!clean)
        return failure(clean.error());
    auto found = findDefinition(m_scope.connection(), m_scope.org(), *clean);
    if (!found)
        return failure(found.error());
    ResolvedMetric resolved{{}, *clean, {}, {}, false};
    if (*found) {
        resolved.id = (*found)->id;
        resolved.unit = (*found)->unit;
        resolved.uid = (*found)->uid;
    } else {
        NewDefinition wanted;
        wanted.name = *clean;
        wanted.unit = unit;
        const auto created = create(wanted);
        if (!created)
            return failure(created.error());
        resolved = {created->id, created->name, created->unit, created->uid, true};
    }
    m_resolved.insert(name, resolved);
    return resolved;
}

// A name that is not as it is stored is left to resolve().
Result<void> CatalogWriter::lookAhead(const QStringList &names)
{
    QHash<QString, ResolvedMetric> &known = m_scope.knownMetrics();
    Statement select = m_scope.connection().prepare(kSelectMetricByName);
    select.bindFrom(0, m_scope.org());
    for (const QString &name : names) {
        if (known.contains(name))
            continue;
        select.bindFrom(1, name);
        const auto row = select.execute().and_then([&select] { return select.next(); });
        if (!row)
            return failure(row.error());
        if (*row)
            known.insert(name, {select.id<MetricId>(0), name, select.text(1), select.text(2)});
    }
    return {};
}

} // namespace tidemark::store
