// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"

#include <QFrame>
#include <QSet>

class QLabel;
class QPushButton;

namespace tidemark {

class Formatter;
class SourceBoard;
class SourceLinks;

namespace theme {
class Theme;
}

/// Says above the dashboards that a source cannot be reached, how much waits for it, and that
/// nothing is lost (S5, S6). Goes when it answers, or until the next time by *Work offline*. GUI
/// thread.
class OfflineBanner final : public QFrame
{
    Q_OBJECT

public:
    /// Both are loans.
    OfflineBanner(const theme::Theme &theme, const Formatter &formatter, QWidget *parent = nullptr);

    /// Loans until the next call; nullptr: nothing to say any more.
    void setSources(SourceBoard *board, SourceLinks *links);
    void focusFirst();

private:
    void showBoard();
    void openDetails();
    /// What the button of the details does next: it shows them, then copies.
    void showDetailsButton();

    const Formatter &m_formatter;
    SourceBoard *m_board = nullptr;
    SourceLinks *m_links = nullptr;
    QSet<qint64> m_dismissed; ///< sources of which the person knows
    QString m_detail;
    bool m_isOpen = false; ///< the details are shown
    bool m_isCounting = false;
    QLabel *m_text;
    QPushButton *m_retry;
    QPushButton *m_details;
    QPushButton *m_dismiss;
};

} // namespace tidemark
