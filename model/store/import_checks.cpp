// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/import_checks.h"

#include "model/core/text.h"
#include "model/store/name_rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ImportWriter)
};

Taken refuse(const Error &error, const QString &column, const QString &text)
{
    return tl::unexpected(Refusal{error, column, text});
}

Taken checkId(const QString &column, const QString &id)
{
    if (auto checked = storableId(id); !checked)
        return refuse(checked.error(), column, id);
    return {};
}

Taken checkTimesOf(const ImportRow &row)
{
    if (!row.sessionUid && !row.start)
        return refuse({ErrorCode::InvalidArgument,
                       ImportText::tr("A value without a session needs a time."),
                       {}},
                      u"time"_s, {});
    if (!row.sessionUid)
        return {};
    if (auto times = checkTimes(row.start, row.end); !times)
        return refuse(times.error(), u"end"_s, {});
    return {};
}

Taken checkTexts(const ImportRow &row)
{
    if (row.sessionName) {
        if (auto name = storableSessionName(row.sessionName); !name)
            return refuse(name.error(), u"session"_s, *row.sessionName);
    }
    if (!row.tags.isEmpty()) {
        if (auto tags = storableTags(row.tags); !tags)
            return refuse(tags.error(), u"tags"_s, {});
    }
    if (!row.note.isEmpty()) {
        if (auto note = cleanText(row.note); !note)
            return refuse(note.error(), u"note"_s, row.note);
    }
    return {};
}

} // namespace

Taken checkRow(const ImportRow &row, const NameRows &names, bool isSessionKnown)
{
    Taken checked = checkTimesOf(row);
    if (checked)
        checked = checkTexts(row);
    if (checked && row.sessionUid && !isSessionKnown)
        checked = checkId(u"session"_s, *row.sessionUid);
    if (checked && row.device && !names.isKnownDevice(*row.device))
        checked = checkId(u"device"_s, *row.device);
    if (checked && row.invocation && !names.isKnownInvocation(*row.invocation))
        checked = checkId(u"invocation"_s, *row.invocation);
    return checked;
}

bool isRowError(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::AlreadyExists;
}

} // namespace tidemark::store
