// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/record_changes.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QObject>
#include <QSet>

#include <memory>
#include <vector>

namespace tidemark {

/// Corrections of records that wait for an answer, over the end of the program: as the session file
/// keeps them (keptText()), and back when the store has said how the records are now. GUI thread.
class KeptEdits final : public QObject
{
    Q_OBJECT

public:
    /// All are loans that outlive the object.
    KeptEdits(RecordStore &records, MetricCatalog &catalog, const Formatter &formatter,
              QObject *parent = nullptr);
    ~KeptEdits() override;

    /// Looks the records of each change up, one change after the other. One that cannot be looked
    /// up stays unread until the next start, and the others go on.
    void restore(const QJsonArray &changes);
    /// What was not looked up yet, each an object of JSON, so that another end keeps it too.
    [[nodiscard]] QByteArrayList unread() const;

Q_SIGNALS:
    /// Of metrics that changes are about which are found next: they need not be shown.
    void definitionsFound(const QHash<tidemark::MetricId, tidemark::Definition> &definitions);
    /// It waits as before when its records are as they were; what is done already is left out.
    /// When one of them changed, that is asked first. Those that are gone are a change of their
    /// own, which is refused.
    void found(const tidemark::RecordChanges::Waiting &waiting);
    void notFound(const tidemark::Error &error); ///< why a change could not be looked up
    void finished();                             ///< nothing is being looked up any more

private:
    struct Kept;

    void readNext();
    void readDefinitions(const std::shared_ptr<Kept> &kept);
    void putAside(const Error &error);
    void lookUp(const std::shared_ptr<Kept> &kept);
    void readPage(const std::shared_ptr<Kept> &kept, const std::optional<RecordPageKey> &after);
    void settle(const Kept &kept);
    [[nodiscard]] QString placeOf(const std::vector<Record> &before) const;
    [[nodiscard]] QString changedText(const RecordEdit &edit, const Record &before,
                                      const Record &now) const;
    [[nodiscard]] RecordChanges::Waiting gone(RecordChange change) const;

    RecordStore &m_records;
    MetricCatalog &m_catalog;
    const Formatter &m_formatter;
    QByteArrayList m_unread; // the first one is being looked up
    QByteArrayList m_aside;  // could not be looked up
    QSet<QString> m_known;   // metrics whose definitions were found, as uids
};

} // namespace tidemark
