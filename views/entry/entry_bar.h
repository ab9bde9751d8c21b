// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/ports/data_ports.h"
#include "views/entry/entry_presenter.h"

#include <QWidget>

#include <utility>
#include <vector>

namespace tidemark {

class EntryFields;
class Formatter;
class MessageStrip;
class RefusedEntries;
class ViewContext;

namespace theme {
class Theme;
}

/// The strip in which values are entered by hand (section 4 of the interaction contract): Enter
/// saves and readies the next entry, Ctrl+Enter saves and closes, Esc clears, then closes. Never
/// waits for the store, and never loses an entry: a duplicate is asked about until it is answered,
/// and what was not stored is listed until it is. GUI thread.
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
    /// True while an entry is on its way, waits for an answer or was refused.
    [[nodiscard]] bool hasOpenEntries() const;
    /// Asks to be closed as soon as no entry is open, unless another one is typed meanwhile.
    void closeWhenSaved();
    /// The half-typed entry and those that are not stored yet, for the session file; `others` wait
    /// elsewhere and are offered here at the next start, each with its reason.
    [[nodiscard]] QByteArray
    saveState(const std::vector<std::pair<ValueEntry, Error>> &others = {}) const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void changeMade(tidemark::ChangeId change, const QString &label);
    void saved(const tidemark::Record &record);
    void closeRequested();
    void judgementBegan(); ///< as the presenter's
    void judgementEnded(bool isSent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] bool handleKey(const QKeyEvent &event);
    [[nodiscard]] bool handleStep(const QKeyEvent &event);
    void connectFields();
    void connectPresenter();
    void addShortcuts();
    void showChoices();
    void chooseWantedMetric();
    void save(bool closeAfter);
    void ask(EntryPresenter::Question question, const QString &text);
    void askDuplicate(const QString &question);
    void doubt(const ValueEntry &entry, const QString &question);
    void clearQuestion();
    void cancelQuestion();
    void cancelDuplicate();
    void cancelOrClose();
    void closeWhenDone();
    [[nodiscard]] bool canFillIn(const ValueEntry &entry) const;
    void fillIn(const ValueEntry &entry);
    void putBack(int refused);
    [[nodiscard]] bool isFree() const; ///< nothing that filling in would overwrite

    ViewContext *m_context;
    const Formatter &m_formatter;

    EntryFields *m_fields;
    MessageStrip *m_strip;      ///< questions about the fields that stand under none of them
    MessageStrip *m_question;   ///< where the open question about the fields stands
    MessageStrip *m_duplicates; ///< about entries that are on their way
    RefusedEntries *m_refused;
    EntryPresenter *m_presenter;
    MetricId m_wantedMetric;                        ///< chosen as soon as its name is known
    EntryField m_questionField = EntryField::Value; ///< where the focus goes after it
    bool m_closeAfterSave = false;
};

} // namespace tidemark
