// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/conflict_words.h"

#include "model/domain/remote_images.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct ConflictText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ConflictWords)
};

struct Gone
{
    bool here = false;
    bool there = false;
};

QString recordSentence(Gone gone)
{
    if (gone.here && gone.there)
        return ConflictText::tr(
            "The value of \"%1\" was removed here and on \"%2\". Choose either: "
            "both are the same.");
    if (gone.here)
        return ConflictText::tr("The value of \"%1\" was removed here and changed on \"%2\". Keep "
                                "one of both.");
    if (gone.there)
        return ConflictText::tr("The value of \"%1\" was removed on \"%2\". Keep mine to send it "
                                "again.");
    return ConflictText::tr(
        "The value of \"%1\" was changed here and on \"%2\". Keep one of them.");
}

QString sessionSentence(Gone gone)
{
    if (gone.here && gone.there)
        return ConflictText::tr("The session \"%1\" was removed here and on \"%2\". Choose either: "
                                "both are the same.");
    if (gone.here)
        return ConflictText::tr("The session \"%1\" was removed here and changed on \"%2\". Keep "
                                "one of both.");
    if (gone.there)
        return ConflictText::tr("The session \"%1\" was removed on \"%2\". Keep mine to send it "
                                "again with its values.");
    return ConflictText::tr("The session \"%1\" was changed here and on \"%2\". Keep one of them.");
}

QString definitionSentence(Gone gone)
{
    if (gone.here && gone.there)
        return ConflictText::tr("The metric \"%1\" was removed here and on \"%2\". Choose either: "
                                "both are the same.");
    if (gone.here)
        return ConflictText::tr("The metric \"%1\" was removed here and changed on \"%2\". Keep "
                                "one of both.");
    if (gone.there)
        return ConflictText::tr("The metric \"%1\" was removed on \"%2\". Keep mine to send it "
                                "again with its values.");
    return ConflictText::tr("The description of \"%1\" was changed here and on \"%2\". Keep one of "
                            "them.");
}

QString othersSentence(OutboxKind kind)
{
    if (kind == OutboxKind::Session)
        return ConflictText::tr(
            "The session \"%1\" was removed here, and on \"%2\" it holds values "
            "that are not known here. Keep mine to remove it there with them, "
            "or take theirs and fetch them.");
    return ConflictText::tr(
        "The metric \"%1\" was removed here, and on \"%2\" it holds values that "
        "are not known here. Keep mine to remove it there with them, or take "
        "theirs and fetch them.");
}

// What is gone here has a name only there.
QString sessionName(const OutboxItem &item)
{
    if (!item.isRemoval || !item.theirs)
        return item.name;
    return outbox::textOf(item.theirs->fields, outbox::field::kName).value_or(item.name);
}

} // namespace

QString conflictSentence(const OutboxItem &item, const QString &source)
{
    const Gone gone{item.isRemoval, item.theirs && item.theirs->fields.value(kGoneField).toBool()};
    const bool hasOthers = gone.here && item.theirs && item.theirs->fields.contains(kOthersField);
    switch (item.key.kind) {
    case OutboxKind::Record:
        if (item.name.isEmpty())
            return ConflictText::tr("A value of a metric that was removed here has another version "
                                    "on \"%1\". Keep one of both.")
                .arg(source);
        return recordSentence(gone).arg(item.name, source);
    case OutboxKind::Session:
        return (hasOthers ? othersSentence(item.key.kind) : sessionSentence(gone))
            .arg(sessionName(item), source);
    case OutboxKind::Definition:
        return (hasOthers ? othersSentence(item.key.kind) : definitionSentence(gone))
            .arg(item.name, source);
    case OutboxKind::Device:
        break;
    }
    return {};
}

} // namespace tidemark::store
