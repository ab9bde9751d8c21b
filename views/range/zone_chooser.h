// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/zone.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;

namespace tidemark {

/// Chooses a time zone: UTC, the machine's, or any IANA zone found by a few letters. GUI thread.
class ZoneChooser final : public QWidget
{
    Q_OBJECT

public:
    explicit ZoneChooser(QWidget *parent = nullptr);

    [[nodiscard]] const Zone &zone() const { return m_zone; }
    void setZone(const Zone &zone);
    /// The names that the search lets through, in order.
    [[nodiscard]] QStringList shownIds() const;

Q_SIGNALS:
    /// The person chose another zone.
    void zoneChosen(const tidemark::Zone &zone);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search(const QString &text);
    void choose(const QString &id);
    void showCurrent();

    Zone m_zone;
    QStringList m_ids;
    QLabel *m_current;
    QLineEdit *m_search;
    QListWidget *m_list;
};

/// The zones whose name holds the words of `text` (case, accents and `_` do not count), `UTC` and
/// the system's zone first.
[[nodiscard]] QStringList zonesMatching(const QStringList &ids, const QString &text);

} // namespace tidemark
