// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/state_view.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QStackedWidget;

namespace tidemark {

class LoadingVeil;

/// Shows a view's content in its five designed states (S1): data; loading, which leaves old content
/// alone for 150 ms and then dims it (S3); partial, with a line under the data (S4); empty and
/// error in place of the data (S2, S5). GUI thread.
class StateOverlay final : public QWidget
{
    Q_OBJECT

public:
    enum class State
    {
        Data,
        Loading,
        Partial,
        Empty,
        Error
    };

    /// Takes ownership of `content`; `theme` is a loan.
    StateOverlay(QWidget *content, const theme::Theme &theme, QWidget *parent = nullptr);

    void showData();
    /// What was shown stays below. `text` comes with Cancel after a second.
    void showLoading(const QString &text);
    void showPartial(const QString &text, QList<StateAction> actions);
    void showEmpty(const QString &text, QList<StateAction> actions);
    /// Empty, but the content stays reachable: it has a place for the first value. The text and the
    /// actions stand below it.
    void showEmptyContent(const QString &text, QList<StateAction> actions);
    void showError(const Error &error, QList<StateAction> actions);

    [[nodiscard]] State state() const { return m_state; }
    /// The sentence of the partial, empty or error state; empty in the others.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void cancelled();

private:
    void showContent(bool hasStrip);
    void fillStrip(const QString &text, const QList<StateAction> &actions);

    QStackedWidget *m_stack;
    StateView *m_message;
    LoadingVeil *m_veil;
    QWidget *m_strip;
    QLabel *m_stripText;
    QHBoxLayout *m_stripLayout;
    State m_state = State::Data;
};

} // namespace tidemark
