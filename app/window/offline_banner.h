// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QFrame>
#include <QHash>
#include <QPointer>
#include <QSet>

#include <cstdint>
#include <optional>
#include <vector>

class QLabel;
class QPushButton;

namespace tidemark {

class Formatter;
class SourceBoard;
class SourceLinks;
struct SourceLink;

namespace theme {
class Theme;
}

/// Says above the dashboards that a source cannot be reached, how much waits for it, and that
/// nothing is lost (S5, S6). Stays while it is tried again, which is no answer yet; goes when it
/// answers, or until the next time by *Work offline*. GUI thread.
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
    /// A source that cannot be reached, as it was when it last said so.
    struct Away
    {
        std::optional<Error> error = {};
        std::int64_t answered = 0; ///< items that it took or did not take
    };

    [[nodiscard]] bool isAway(const SourceLink &link) const;
    /// Those that are away and not dismissed, by name.
    [[nodiscard]] std::vector<const SourceLink *> follow();
    void showBoard();
    void showOffline(const std::vector<const SourceLink *> &offline);
    void allowRetry(bool isAllowed);
    void openDetails();
    /// What the button of the details does next: it shows them, then copies.
    void showDetailsButton();

    const Formatter &m_formatter;
    SourceBoard *m_board = nullptr;
    SourceLinks *m_links = nullptr;
    QHash<qint64, Away> m_away; ///< by source
    QSet<qint64> m_dismissed;   ///< sources of which the person knows
    QString m_detail;
    bool m_isOpen = false; ///< the details are shown
    bool m_isCounting = false;
    QLabel *m_text;
    QPushButton *m_retry;
    QPushButton *m_details;
    QPushButton *m_dismiss;
    QPointer<QWidget> m_lentFocus; ///< has the focus of m_retry while that is disabled
};

} // namespace tidemark
