// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/conflict_facts.h"

#include "model/domain/formatter.h"
#include "model/domain/publish_device.h"
#include "model/domain/remote_images.h"
#include "model/items/cell_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace field = outbox::field;

namespace {

struct FactText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ConflictFacts)
};

const QLatin1StringView kTags("tidemark_tags");
const QLatin1StringView kNote("tidemark_note");

QString orNothing(const QString &text)
{
    return text.isEmpty() ? u"\u2014"_s : text;
}

QString objectText(const QJsonObject &object)
{
    return object.isEmpty()
               ? QString()
               : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString listText(const QJsonArray &array)
{
    QStringList names;
    for (const QJsonValue value : array)
        names << value.toString();
    names.sort();
    return names.join(u", "_s);
}

QString tagsOf(const QJsonObject &metadata)
{
    TagMap tags;
    const QJsonObject object = metadata.value(kTags).toObject();
    for (auto tag = object.constBegin(); tag != object.constEnd(); ++tag)
        tags.insert(tag.key(), tag.value().toString());
    return tagsText(tags);
}

QString plainMetadata(QJsonObject metadata)
{
    metadata.remove(kTags);
    metadata.remove(kNote);
    return objectText(metadata);
}

/// Collects the facts of both sides.
class Sides
{
public:
    Sides(const OutboxItem &item, const Formatter &formatter)
        : m_item(item)
        , m_theirs(item.theirs.value_or(RemoteImage()))
        , m_isGoneThere(m_theirs.fields.contains(kGoneField))
        , m_formatter(formatter)
    {}

    /// What neither side has is not worth a line.
    void add(const QString &name, const QString &here, const QString &there)
    {
        const QString mine = m_item.isRemoval ? QString() : here;
        const QString theirs = m_isGoneThere ? QString() : there;
        if (!mine.isEmpty() || !theirs.isEmpty())
            m_facts.append({name, orNothing(mine), orNothing(theirs), mine != theirs});
    }
    void addState()
    {
        if (!m_item.isRemoval && !m_isGoneThere)
            return;
        const QString removed = FactText::tr("removed");
        const QString changed = FactText::tr("changed");
        m_facts.append({FactText::tr("State"), m_item.isRemoval ? removed : changed,
                        m_isGoneThere ? removed : changed, m_item.isRemoval != m_isGoneThere});
    }
    /// Who and when: always another on each side, so no difference to decide about.
    void addChange(const QString &by, std::optional<Timestamp> at)
    {
        const RemoteChange there = remoteChangeOf(m_theirs);
        const qsizetype before = m_facts.size();
        add(FactText::tr("Changed by"), by, there.by);
        add(FactText::tr("Changed"), exactTime(at), exactTime(there.at));
        for (qsizetype i = before; i < m_facts.size(); ++i)
            m_facts[i].isDifferent = false;
    }
    [[nodiscard]] QString exactTime(std::optional<Timestamp> at) const
    {
        return at ? m_formatter.exactTime(at) : QString();
    }
    [[nodiscard]] const RemoteImage &theirs() const { return m_theirs; }
    [[nodiscard]] QJsonObject fields() const { return m_theirs.fields; }
    [[nodiscard]] QList<ConflictFact> take()
    {
        std::stable_partition(m_facts.begin(), m_facts.end(),
                              [](const ConflictFact &fact) { return fact.isDifferent; });
        return std::move(m_facts);
    }

private:
    const OutboxItem &m_item;
    RemoteImage m_theirs;
    bool m_isGoneThere;
    const Formatter &m_formatter;
    QList<ConflictFact> m_facts;
};

QString spanText(std::optional<Timestamp> start, std::optional<Timestamp> end,
                 const Formatter &formatter)
{
    if (start && end && *start != *end)
        return FactText::tr("%1 to %2", "two times")
            .arg(formatter.exactTime(start), formatter.exactTime(end));
    const auto known = start ? start : end;
    return known ? formatter.exactTime(known) : QString();
}

QString aboutRecord(const Record &record, const Formatter &formatter)
{
    QStringList parts{
        FactText::tr("Session %1").arg(record.sessionName.value_or(record.sessionUid)),
        spanText(record.sessionStart, record.sessionEnd, formatter), tagsText(record.tags),
        record.note};
    parts.removeAll(QString());
    return parts.join(u" · "_s);
}

/// The device that keeping ours says, which may not be the one of the record here.
QString deviceSaid(const OutboxItem &item)
{
    if (!item.said)
        return {};
    return hasInferredDevice(*item.said) ? FactText::tr("inferred from the session")
                                         : item.said->device.value_or(QString());
}

void addRecord(Sides &sides, const OutboxItem &item, const ConflictHere &here,
               const Formatter &formatter)
{
    const QString unit = here.record ? here.record->unit : QString();
    const auto value = [&](std::optional<double> number) {
        return number ? exactValueCell(formatter, number, unit) : QString();
    };
    sides.add(FactText::tr("Value"), value(here.record ? here.record->value : item.value),
              value(sides.theirs().value));
    sides.add(FactText::tr("Device"), deviceSaid(item), sides.theirs().device.value_or(QString()));
    if (here.record)
        sides.addChange(here.record->publishedBy, here.record->published);
    else
        sides.addChange({}, {});
}

void addDefinition(Sides &sides, const OutboxItem &item, const ConflictHere &here)
{
    const QJsonObject fields = sides.fields();
    const Definition mine = here.definition.value_or(Definition());
    sides.add(FactText::tr("Name"), item.name,
              outbox::textOf(fields, field::kName).value_or(item.name));
    sides.add(FactText::tr("Description"), mine.description.value_or(QString()),
              outbox::textOf(fields, field::kDescription).value_or(QString()));
    sides.addChange(mine.modifiedBy, here.definition ? std::optional(mine.modified) : std::nullopt);
}

void addSession(Sides &sides, const ConflictHere &here, const Formatter &formatter)
{
    const Session mine = here.session.value_or(Session());
    const QJsonObject theirs = sides.fields();
    const auto text = [&](QLatin1StringView key) {
        return outbox::textOf(theirs, key).value_or(QString());
    };
    sides.add(FactText::tr("Name"), mine.name.value_or(QString()), text(field::kName));
    sides.add(FactText::tr("Description"), mine.description.value_or(QString()),
              text(field::kDescription));
    const bool isWhole = theirs.value(kWholeField).toBool() || theirs.contains(kGoneField);
    if (isWhole) {
        const auto span = outbox::timesOfFiles(theirs.value(field::kFiles).toObject());
        sides.add(FactText::tr("Time"), spanText(mine.start, mine.end, formatter),
                  span ? spanText(span->first, span->last, formatter) : QString());
        sides.add(FactText::tr("Devices"), mine.devices.join(u", "_s),
                  listText(theirs.value(field::kDevices).toArray()));
    }
    if (isWhole || theirs.contains(field::kMetadata)) {
        const QJsonObject metadata = theirs.value(field::kMetadata).toObject();
        sides.add(FactText::tr("Tags"), tagsText(mine.tags), tagsOf(metadata));
        sides.add(FactText::tr("Note"), mine.note, metadata.value(kNote).toString());
        sides.add(FactText::tr("Labels"), listText(QJsonArray::fromStringList(mine.labels)),
                  listText(theirs.value(field::kLabels).toArray()));
        sides.add(FactText::tr("Metadata"), objectText(mine.metadata), plainMetadata(metadata));
        sides.add(FactText::tr("Custom fields"), objectText(mine.customFields),
                  objectText(theirs.value(field::kCustomFields).toObject()));
    }
    sides.addChange(mine.modifiedBy, here.session ? std::optional(mine.modified) : std::nullopt);
}

} // namespace

ConflictSides conflictSides(const OutboxItem &item, const ConflictHere &here,
                            const Formatter &formatter)
{
    ConflictSides result;
    Sides sides(item, formatter);
    sides.addState();
    switch (item.key.kind) {
    case OutboxKind::Record:
        addRecord(sides, item, here, formatter);
        if (here.record)
            result.about = aboutRecord(*here.record, formatter);
        break;
    case OutboxKind::Session:
        addSession(sides, here, formatter);
        break;
    case OutboxKind::Definition:
        addDefinition(sides, item, here);
        if (here.definition && !here.definition->unit.isEmpty())
            result.about = FactText::tr("Unit %1").arg(here.definition->unit);
        break;
    case OutboxKind::Device:
        sides.add(FactText::tr("Name"), item.name, item.name);
        break;
    }
    result.facts = sides.take();
    return result;
}

} // namespace tidemark
