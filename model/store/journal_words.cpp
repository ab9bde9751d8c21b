// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/journal_words.h"

#include <QCoreApplication>

namespace tidemark::store {
namespace {

struct StepText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::JournalWords)
};

QString laterChange(StepMatter matter)
{
    switch (matter) {
    case StepMatter::Metrics:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "metrics or their names. Undo the later change first.");
    case StepMatter::Devices:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "devices or their names. Undo the later change first.");
    case StepMatter::Files:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "files. Undo the later change first.");
    case StepMatter::Sessions:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "sessions. Undo the later change first.");
    case StepMatter::Records:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "records. Undo the later change first.");
    case StepMatter::Samples:
        return StepText::tr("\"%1\" cannot be undone or repeated now: a later change uses the same "
                            "samples. Undo the later change first.");
    case StepMatter::Anything:
        break;
    }
    return StepText::tr(
        "\"%1\" cannot be undone or repeated now: a later change builds on it. Undo "
        "the later change first.");
}

} // namespace

StepMatter matterOf(JournalTable table)
{
    switch (table) {
    case JournalTable::Metric:
        return StepMatter::Metrics;
    case JournalTable::Device:
        return StepMatter::Devices;
    case JournalTable::File:
        return StepMatter::Files;
    case JournalTable::Session:
    case JournalTable::SessionDevice:
    case JournalTable::SessionFile:
        return StepMatter::Sessions;
    case JournalTable::Record:
        return StepMatter::Records;
    case JournalTable::Invocation:
        break;
    }
    return StepMatter::Anything;
}

Error stepConflict(const QString &label, StepMatter matter, const QString &detail,
                   ErrorSubject cause)
{
    const QString text =
        cause == ErrorSubject::Samples
            ? StepText::tr("\"%1\" cannot be undone or repeated any more: samples of it were "
                           "removed since for their age, and do not come back.")
            : laterChange(matter);
    return {ErrorCode::Conflict, text.arg(label), detail, cause};
}

} // namespace tidemark::store
