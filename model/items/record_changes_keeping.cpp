// SPDX-License-Identifier: GPL-3.0-or-later
// What the session file keeps of RecordChanges: what is not stored yet.
#include "model/items/kept_edits.h"
#include "model/items/kept_edits_json.h"
#include "model/items/record_changes.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QJsonDocument>

namespace tidemark {

// The older ones first: what is on its way was submitted before most of what waits.
std::vector<const RecordChanges::Waiting *> RecordChanges::notStored() const
{
    std::vector<const Waiting *> all;
    for (const auto &[number, waiting] : m_onItsWay)
        all.push_back(&waiting);
    for (const Waiting &waiting : m_waiting)
        all.push_back(&waiting);
    return all;
}

std::vector<std::pair<ValueEntry, Error>> RecordChanges::unanswered() const
{
    std::vector<std::pair<ValueEntry, Error>> entries;
    for (const Waiting *waiting : notStored())
        for (const ValueEntry &entry : waiting->change.entries)
            entries.emplace_back(entry,
                                 Error{ErrorCode::Cancelled, waiting->text, waiting->detail});
    return entries;
}

QByteArray RecordChanges::saveEdits() const
{
    QByteArrayList kept = m_kept->unread();
    for (const Waiting *waiting : notStored())
        if (const QByteArray change = keptText(*waiting); !change.isEmpty())
            kept.append(change);
    if (kept.isEmpty())
        return {};
    return '[' + kept.join(',') + ']';
}

void RecordChanges::restoreEdits(const QByteArray &state)
{
    m_kept->restore(QJsonDocument::fromJson(state).array());
}

} // namespace tidemark
