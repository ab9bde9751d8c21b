// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"
#include "views/theme/palette.h"

#include <QWidget>

#include <optional>

class QBoxLayout;
class QLabel;

namespace tidemark::theme {
class Theme;
}

namespace tidemark::charts {

/// Which way a change is welcome.
enum class GoodDirection
{
    None, ///< neither: the change is told without judging
    Up,
    Down,
};

/// What a single value panel shows.
struct SingleValue
{
    QString caption;             ///< "Distance"
    QString detail;              ///< "this week"; left to the tool tip in a narrow panel
    std::optional<double> value; ///< nothing: shown as missing
    Unit unit;
    std::optional<double> before; ///< of the period before; nothing: no change is shown
    QString comparedWith;         ///< "the week before", for the tooltip
    GoodDirection good = GoodDirection::None;
    bool isChangeRelative = true; ///< percent; else the difference in the unit
};

/// A value in large type with its unit and its change, with sign and arrow; the tooltip and the
/// accessible description say it in words (never by colour alone). A click or Enter activates.
/// GUI thread.
class SingleValuePanel final : public QWidget
{
    Q_OBJECT

public:
    /// `theme` outlives the panel.
    explicit SingleValuePanel(const theme::Theme &theme, QWidget *parent = nullptr);

    void setNumberFormatter(const NumberFormatter &formatter);
    void setValue(const SingleValue &value);
    [[nodiscard]] const SingleValue &value() const { return m_value; }

Q_SIGNALS:
    void activated();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    /// In a narrow panel the detail is left out and the change stands under the value, and only in
    /// one too low for that it is left to the tool tip.
    void fit();
    [[nodiscard]] QString fullCaption() const;
    [[nodiscard]] QString changeText() const;
    [[nodiscard]] QString description() const;
    [[nodiscard]] std::optional<theme::StateColor> judgement() const;

    const theme::Theme &m_theme;
    NumberFormatter m_numbers;
    SingleValue m_value;
    QLabel *m_caption;
    QLabel *m_number;
    QLabel *m_change;
    QBoxLayout *m_valueRow;
};

} // namespace tidemark::charts
