// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/publish.h"
#include "model/ports/data_ports.h"

#include <QWidget>

#include <memory>
#include <optional>

namespace tidemark {

class EntryFields;
class EntryPresenter;
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
    void connectFields();
    void save(bool closeAfter);
    void showQuestion();
    void cancelOrClose();

    EntryFields *m_fields;
    MessageStrip *m_strip;
    EntryPresenter *m_presenter;
    bool m_closeAfterSave = false;
};

} // namespace tidemark
