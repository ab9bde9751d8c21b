// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/panel_card.h"

class QTextBrowser;

namespace tidemark {

/// Shows a text in Markdown. Nothing outside the text is ever loaded, and links are only text.
class TextPanel final : public PanelCard
{
    Q_OBJECT

public:
    TextPanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;
    void fillMenu(QMenu *menu) override;
    [[nodiscard]] bool needsMetric() const override { return false; }

private:
    void editText();

    QTextBrowser *m_text;
};

} // namespace tidemark
