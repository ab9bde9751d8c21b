// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/ports/data_ports.h"
#include "views/entry/entry_presenter.h"

#include <QWidget>

namespace tidemark {

class EntryFields;
class Formatter;
class MessageStrip;
class ViewContext;

namespace theme {
class Theme;
}

/// The strip in which values are entered by hand (section 4 of the interaction contract): Enter
/// saves and readies the next entry, Ctrl+Enter saves and closes, Esc clears, then closes. Never
/// waits for the store; what is being saved shows as such. GUI thread.
class EntryBar final : public QWidget
{
    Q_OBJECT

public:
    /// `context`, `formatter` and `theme` are loans that outlive the bar, like the ports.
    EntryBar(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
             const theme::Theme &theme, QWidget *parent = nullptr);
    ~EntryBar() override;

    /// Readies the bar and takes the focus: in Value when a metric is known, else in Metric (E1).
    void start(MetricId metric = {});
    void startNamed(const QString &metricName);
    /// The half-typed entry, for the session file.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void changeMade(tidemark::ChangeId change, const QString &label);
    void saved(const tidemark::Record &record);
    void closeRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool handleKey(const QKeyEvent &event);
    [[nodiscard]] bool handleStep(const QKeyEvent &event);
    void connectFields();
    void connectPresenter();
    void addShortcuts();
    void chooseWantedMetric();
    void save(bool closeAfter);
    void ask(EntryPresenter::Question question, const QString &text);
    void cancelQuestion();
    void cancelOrClose();
    /// Puts an entry that was not stored back into the fields, unless they hold another one.
    void giveBack(const ValueEntry &entry);

    ViewContext *m_context;
    const Formatter &m_formatter;

    EntryFields *m_fields;
    MessageStrip *m_strip;
    EntryPresenter *m_presenter;
    MetricId m_wantedMetric; ///< chosen as soon as its name is known
    bool m_closeAfterSave = false;
    bool m_isAskingDuplicate = false;
};

} // namespace tidemark
