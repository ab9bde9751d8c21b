// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/text_panel.h"

#include <QInputDialog>
#include <QMenu>
#include <QTextBrowser>

#include <utility>

namespace tidemark {

namespace {

/// A browser that has only its own text: no files, no images, no network.
class ClosedTextBrowser final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

} // namespace

TextPanel::TextPanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_text(new ClosedTextBrowser(this))
{
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Text"));
    setContent(m_text);
}

void TextPanel::query()
{
    setTitle(spec().title.isEmpty() ? tr("Text") : spec().title, {});
    if (spec().text.trimmed().isEmpty()) {
        showEmpty(tr("This panel has no text yet."),
                  {{tr("Write a text"), [this] { editText(); }}});
        return;
    }
    m_text->setMarkdown(spec().text);
    showData();
}

void TextPanel::fillMenu(QMenu *menu)
{
    menu->addAction(tr("Edit text…"), this, &TextPanel::editText);
}

void TextPanel::editText()
{
    bool accepted = false;
    PanelSpec changed = spec();
    changed.text = QInputDialog::getMultiLineText(this, tr("Edit text"), tr("Text in Markdown"),
                                                  changed.text, &accepted);
    if (accepted && changed != spec())
        Q_EMIT specEdited(changed);
}

} // namespace tidemark
