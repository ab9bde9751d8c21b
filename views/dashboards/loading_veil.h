// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

class QPushButton;

namespace tidemark {

/// Lies over content while newer content is being fetched: nothing for 150 ms, then the old content
/// dims, after 300 ms comes a busy mark, after 1 s a sentence and Cancel (S3). No timer runs while
/// nothing loads. GUI thread.
class LoadingVeil final : public QWidget
{
    Q_OBJECT

public:
    enum class Stage
    {
        Hidden,
        Waiting,
        Dimmed,
        Busy,
        Offering
    };

    /// Covers `covered`, its parent, and follows its size.
    explicit LoadingVeil(QWidget *covered);

    /// Begins to wait; when it already does, it goes on and `text` says how far the work is.
    void start(const QString &text);
    void stop();
    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] const QString &text() const { return m_text; }

Q_SIGNALS:
    void cancelled();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void advance();
    void place();

    Stage m_stage = Stage::Hidden;
    QTimer m_timer;
    QString m_text;
    QPushButton *m_cancel;
};

} // namespace tidemark
