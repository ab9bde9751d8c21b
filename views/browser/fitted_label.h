// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace tidemark {

/// Plain text that wraps between words and never asks for more width than there is: a word that is
/// wider than the label is cut in its middle, and the tool tip then has all of it.
class FittedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit FittedLabel(QWidget *parent = nullptr);

    void setFullText(const QString &text);
    [[nodiscard]] const QString &fullText() const noexcept { return m_text; }
    /// What the tool tip says of a text that fits.
    void setExactText(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();

    QString m_text;
    QString m_exact;
};

} // namespace tidemark
