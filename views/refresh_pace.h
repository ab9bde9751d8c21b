// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>

namespace tidemark {

/// When a view asks the store. A changed question replaces the one under way. Changed data wait for
/// its answer, and then for as long as the answer took: where data change faster than the store
/// answers, each answer is shown all the same, and half of the time is left to others. Several
/// changes of one turn are one question. GUI thread.
class RefreshPace final : public QObject
{
    Q_OBJECT

public:
    /// No rest is longer.
    static constexpr std::chrono::milliseconds kLongestRest{1'000};

    explicit RefreshPace(QObject *parent = nullptr);

    /// What is to be shown is another thing now (P2).
    void onQuestionChanged();
    /// The same question would have another answer now.
    void onDataChanged();

    /// A question goes out, or a further part of the one under way.
    void begin();
    /// Its answer is shown, or why there is none.
    void end();

Q_SIGNALS:
    void due();

private:
    [[nodiscard]] std::chrono::milliseconds restLeft() const;

    QTimer m_timer;
    QElapsedTimer m_sinceBegin;
    QElapsedTimer m_sinceEnd;
    std::chrono::milliseconds m_rest{0};
    bool m_isAsking = false;
    bool m_hasNews = false; ///< since the question under way went out
};

} // namespace tidemark
