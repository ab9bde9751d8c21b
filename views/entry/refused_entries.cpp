// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/refused_entries.h"

#include "model/core/number_text.h"
#include "model/domain/formatter.h"
#include "views/tables/message_strip.h"

#include <QJsonObject>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

ValueEntry entryFrom(const QJsonObject &object, double value)
{
    ValueEntry entry;
    entry.metric = object.value("metric"_L1).toString();
    entry.unit = object.value("unit"_L1).toString();
    entry.value = value;
    entry.at = Timestamp(object.value("at"_L1).toString().toLongLong());
    entry.note = object.value("note"_L1).toString();
    if (object.contains("session"_L1))
        entry.sessionUid = object.value("session"_L1).toString();
    if (object.contains("device"_L1))
        entry.device = object.value("device"_L1).toString();
    const QJsonObject tags = object.value("tags"_L1).toObject();
    for (auto tag = tags.begin(); tag != tags.end(); ++tag)
        entry.tags.insert(tag.key(), tag.value().toString());
    return entry;
}

} // namespace

RefusedEntries::RefusedEntries(const Formatter &formatter, const theme::Theme &theme,
                               QWidget *parent)
    : QWidget(parent)
    , m_formatter(formatter)
    , m_theme(theme)
    , m_layout(new QVBoxLayout(this))
    , m_more(new QLabel(this))
{
    setAccessibleName(tr("Entries that were not saved"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_more->setProperty("tone", u"muted"_s);
    m_more->setContentsMargins(8, 2, 8, 2);
    m_layout->addWidget(m_more);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void RefusedEntries::add(const ValueEntry &entry, const Error &reason)
{
    m_entries.push_back({entry, reason});
    showEntries();
}

ValueEntry RefusedEntries::take(int index)
{
    const auto at = m_entries.begin() + index;
    ValueEntry entry = std::move(at->entry);
    m_entries.erase(at);
    showEntries();
    return entry;
}

QString RefusedEntries::text(const Refused &refused) const
{
    return tr("Not saved: %1 = %2 at %3. %4")
        .arg(refused.entry.metric, m_formatter.numbers().fullValue(refused.entry.value),
             m_formatter.exactTime(refused.entry.at), refused.reason.message);
}

void RefusedEntries::showEntries()
{
    for (MessageStrip *strip : std::exchange(m_strips, {})) {
        strip->hide();
        strip->deleteLater(); // one of its buttons may have been pressed just now
    }
    const int shown = std::min(count(), kShown);
    for (int i = 0; i < shown; ++i) {
        const Refused &refused = m_entries[static_cast<std::size_t>(i)];
        auto *strip = new MessageStrip(m_theme, this);
        // Esc in the line answers with the last one: nothing may be lost by it.
        strip->showError({refused.reason.code, text(refused), refused.reason.detail},
                         {{tr("Retry"), [this, i] { Q_EMIT retryRequested(take(i)); }},
                          {tr("Discard"), [this, i] { std::ignore = take(i); }},
                          {tr("Put back"), [this, i] { Q_EMIT putBackRequested(i); }}});
        m_layout->insertWidget(i, strip);
        m_strips.push_back(strip);
    }
    m_more->setText(tr("%n more not saved", nullptr, count() - shown));
    m_more->setVisible(count() > shown);
    setVisible(!isEmpty());
}

QJsonObject RefusedEntries::toJson(const ValueEntry &entry, const Error &reason)
{
    QJsonObject tags;
    for (auto tag = entry.tags.cbegin(); tag != entry.tags.cend(); ++tag)
        tags.insert(tag.key(), tag.value());
    QJsonObject object{{u"metric"_s, entry.metric},
                       {u"unit"_s, entry.unit},
                       {u"value"_s, numberText(entry.value)},
                       {u"at"_s, QString::number(entry.at.posixNs())},
                       {u"tags"_s, tags},
                       {u"note"_s, entry.note},
                       {u"reason"_s, reason.message},
                       {u"detail"_s, reason.detail}};
    if (entry.sessionUid)
        object.insert(u"session"_s, *entry.sessionUid);
    if (entry.device)
        object.insert(u"device"_s, *entry.device);
    return object;
}

QJsonArray RefusedEntries::saveState() const
{
    QJsonArray state;
    for (const Refused &refused : m_entries)
        state.append(toJson(refused.entry, refused.reason));
    return state;
}

void RefusedEntries::restoreState(const QJsonArray &state)
{
    for (const auto &value : state) {
        const QJsonObject object = value.toObject();
        const auto number = parseNumber(QStringView(object.value("value"_L1).toString()));
        if (number)
            m_entries.push_back({entryFrom(object, *number),
                                 {ErrorCode::Io, object.value("reason"_L1).toString(),
                                  object.value("detail"_L1).toString()}});
    }
    showEntries();
}

} // namespace tidemark
