// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/kept_edits.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/kept_edits_json.h"
#include "model/ports/metric_catalog.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace tidemark {

namespace {

using Waiting = RecordChanges::Waiting;

struct PartsNow
{
    bool areDone = true;  ///< each is as the edit wants it
    bool areSound = true; ///< each is as it was or as it is wanted
};

PartsNow partsNow(const RecordEdit &edit, const Record &before, const Record &now)
{
    PartsNow parts;
    const auto look = [&parts](bool isWanted, bool isAsBefore) {
        parts.areDone = parts.areDone && isWanted;
        parts.areSound = parts.areSound && (isWanted || isAsBefore);
    };
    if (edit.value)
        look(now.value == *edit.value, now.value == before.value);
    if (edit.device)
        look(now.device == *edit.device, now.device == before.device);
    if (edit.at)
        look(now.sessionEnd == *edit.at, now.sessionEnd == before.sessionEnd);
    if (edit.tags)
        look(now.tags == *edit.tags, now.tags == before.tags);
    if (edit.note)
        look(now.note == *edit.note, now.note == before.note);
    if (edit.moveToSession)
        look(now.sessionUid == *edit.moveToSession, now.sessionUid == before.sessionUid);
    return parts;
}

// As many as one question may name.
void askFor(QStringList sessions, TimeFilter time, std::vector<Selection> &questions)
{
    sessions.sort();
    sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
    for (qsizetype first = 0; first < sessions.size(); first += kMaxFilterIds) {
        Selection &question = questions.emplace_back();
        question.timeFilter = time;
        question.sessions = sessions.mid(first, kMaxFilterIds);
    }
}

std::vector<Selection> questionsAbout(const RecordChange &change)
{
    QStringList ended;
    QStringList started;
    for (const Record &record : change.before) {
        QStringList &sessions = record.sessionEnd ? ended : started;
        sessions << record.sessionUid;
    }
    for (const RecordEdit &edit : change.edits)
        if (edit.moveToSession) { // which times that one has is not known
            ended << *edit.moveToSession;
            started << *edit.moveToSession;
        }
    std::vector<Selection> questions;
    askFor(ended, TimeFilter::SessionEnd, questions);
    askFor(started, TimeFilter::SessionStart, questions);
    return questions;
}

} // namespace

struct KeptEdits::Kept
{
    Waiting waiting;                                     ///< its edits and `before` go in step
    std::vector<Selection> questions;                    ///< what is still to be looked up
    std::map<std::pair<QString, QString>, Record> found; ///< by session and metric, as uids

    /// Where the record is now; nullptr when it is nowhere.
    [[nodiscard]] const Record *now(const RecordEdit &edit, const Record &before) const;
};

const Record *KeptEdits::Kept::now(const RecordEdit &edit, const Record &before) const
{
    if (const auto at = found.find({before.sessionUid, before.metricUid}); at != found.end())
        return &at->second;
    if (!edit.moveToSession)
        return nullptr;
    const auto moved = found.find({*edit.moveToSession, before.metricUid});
    const bool isThere =
        moved != found.end() && moved->second.value == edit.value.value_or(before.value);
    return isThere ? &moved->second : nullptr; // another value there is another record
}

KeptEdits::KeptEdits(RecordStore &records, MetricCatalog &catalog, const Formatter &formatter,
                     QObject *parent)
    : QObject(parent)
    , m_records(records)
    , m_catalog(catalog)
    , m_formatter(formatter)
{}

KeptEdits::~KeptEdits() = default;

void KeptEdits::restore(const QJsonArray &changes)
{
    const bool isReading = !m_unread.isEmpty();
    for (const auto &change : changes)
        m_unread.append(QJsonDocument(change.toObject()).toJson(QJsonDocument::Compact));
    if (!isReading && !m_unread.isEmpty())
        readNext();
}

QByteArrayList KeptEdits::unread() const
{
    return m_aside + m_unread;
}

void KeptEdits::readNext()
{
    if (m_unread.isEmpty()) {
        Q_EMIT finished();
        return;
    }
    auto kept = std::make_shared<Kept>();
    kept->waiting = waitingFrom(QJsonDocument::fromJson(m_unread.front()).object());
    kept->questions = questionsAbout(kept->waiting.change);
    const std::vector<Record> &before = kept->waiting.change.before;
    const bool isKnown = std::all_of(before.begin(), before.end(), [this](const Record &record) {
        return m_known.contains(record.metricUid);
    });
    if (isKnown)
        lookUp(kept);
    else
        readDefinitions(kept);
}

// Of all that is unread, so that one question does for most.
void KeptEdits::readDefinitions(const std::shared_ptr<Kept> &kept)
{
    continueOn(this, m_catalog.definitions(),
               [this, kept](const Result<std::vector<Definition>> &all) {
                   if (!all) {
                       putAside(all.error());
                       return;
                   }
                   for (const QByteArray &change : m_unread)
                       m_known += metricsIn(QJsonDocument::fromJson(change).object());
                   QHash<MetricId, Definition> definitions;
                   for (const Definition &definition : *all)
                       if (m_known.contains(definition.uid))
                           definitions.insert(definition.id, definition);
                   Q_EMIT definitionsFound(definitions);
                   lookUp(kept);
               });
}

void KeptEdits::putAside(const Error &error)
{
    m_aside.append(m_unread.takeFirst());
    Q_EMIT notFound(error);
    readNext();
}

void KeptEdits::lookUp(const std::shared_ptr<Kept> &kept)
{
    if (!kept->questions.empty()) {
        readPage(kept, {});
        return;
    }
    m_unread.pop_front(); // from here on it is among what waits
    settle(*kept);
    readNext();
}

void KeptEdits::readPage(const std::shared_ptr<Kept> &kept,
                         const std::optional<RecordPageKey> &after)
{
    continueOn(this,
               m_records.page(kept->questions.back(), SortOrder::Ascending, after, kMaxPageRows, {},
                              {.tellsHistory = false}),
               [this, kept](const Result<RecordPage> &page) {
                   if (!page) {
                       putAside(page.error());
                       return;
                   }
                   for (const Record &record : page->records)
                       kept->found.insert_or_assign({record.sessionUid, record.metricUid}, record);
                   if (page->next) {
                       readPage(kept, page->next);
                       return;
                   }
                   kept->questions.pop_back();
                   lookUp(kept);
               });
}

void KeptEdits::settle(const Kept &kept)
{
    Waiting waiting = kept.waiting;
    RecordChange &change = waiting.change;
    const std::vector<RecordEdit> edits = std::exchange(change.edits, {});
    const std::vector<Record> before = std::exchange(change.before, {});
    RecordChange lost = change;
    int changed = 0;
    for (std::size_t i = 0; i < edits.size(); ++i) {
        const Record *at = kept.now(edits[i], before[i]);
        if (at == nullptr) {
            lost.edits.push_back(edits[i]);
            lost.before.push_back(before[i]);
            continue;
        }
        const Record &now = *at;
        const PartsNow parts = partsNow(edits[i], before[i], now);
        if (parts.areDone)
            continue;
        change.edits.push_back(edits[i]);
        change.edits.back().key = now.key;
        change.before.push_back(before[i]);
        if (!parts.areSound && ++changed == 1)
            waiting.changed = changedText(edits[i], before[i], now);
    }
    if (changed > 0 && change.edits.size() > 1)
        waiting.changed =
            tr("%n corrected record(s) changed meanwhile. Save the corrections anyway?", nullptr,
               changed);
    change.place = placeOf(change.before);
    if (!change.edits.empty())
        Q_EMIT found(waiting);
    if (!lost.edits.empty())
        Q_EMIT found(gone(std::move(lost)));
}

// The table may show other records when it is asked about these.
QString KeptEdits::placeOf(const std::vector<Record> &before) const
{
    if (before.empty())
        return {};
    const Record &first = before.front();
    const QString time =
        m_formatter.exactTime(first.sessionEnd ? first.sessionEnd : first.sessionStart);
    return before.size() == 1 ? tr("%1 at %2").arg(first.metricName, time)
                              : tr("%1 at %2 and others").arg(first.metricName, time);
}

QString KeptEdits::changedText(const RecordEdit &edit, const Record &before,
                               const Record &now) const
{
    if (!edit.value || now.value == before.value)
        return tr("It changed after it was corrected. Save the correction anyway?");
    return tr("It was %1 when it was corrected to %2, and is %3 now. Save %2 anyway?")
        .arg(exactValueCell(m_formatter, before.value, before.unit),
             exactValueCell(m_formatter, edit.value, before.unit),
             exactValueCell(m_formatter, now.value, now.unit));
}

// Its edits name no record, so that trying again cannot hit another one.
Waiting KeptEdits::gone(RecordChange change) const
{
    change.place = placeOf(change.before);
    Waiting waiting{std::move(change), RecordChanges::Question::Refused, {}};
    const std::optional<double> value = waiting.change.edits.front().value;
    if (waiting.change.edits.size() == 1 && value)
        waiting.text =
            tr("It was corrected to %1 and is no longer there.")
                .arg(exactValueCell(m_formatter, value, waiting.change.before.front().unit));
    else
        waiting.text = tr("%n corrected record(s) cannot be found any more.", nullptr,
                          static_cast<int>(waiting.change.edits.size()));
    return waiting;
}

} // namespace tidemark
