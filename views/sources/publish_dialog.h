// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/domain/publish_device.h"
#include "model/domain/publish_selection.h"
#include "views/sources/source_parts.h"

#include <QDialog>

#include <cstdint>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;
class QVBoxLayout;

namespace tidemark {

class DataTable;
class FactList;
class MessageStrip;
class PublishDeviceField;
class PublishWatch;

/// Publishes a selection: shows what will be sent first (R2), then what became of each item, with
/// the failures to retry or copy (S4). Closing it does not stop the sending. GUI thread.
class PublishDialog final : public QDialog
{
    Q_OBJECT

public:
    PublishDialog(const SourceParts &parts, PublishSelection selection, QWidget *parent = nullptr);

private:
    void buildLayout();
    [[nodiscard]] SourceId source() const;
    /// Begins with the device that all of these records went to this source with before.
    void readEarlier();
    void showEarlier();
    void readPreview();
    void readDevices();
    void showPreview(const OutboxPreview &preview);
    /// What the choice of the device comes to, in sentences.
    [[nodiscard]] QString deviceNote(const OutboxPreview &preview) const;
    /// The choice that all of these records went with before; else nullptr.
    [[nodiscard]] const PublishDevice *sharedEarlier() const;
    void showCautions(const OutboxPreview &preview, bool isOff);
    void publish();
    void follow(const PublishedItems &published);
    [[nodiscard]] QString progressText() const;
    void showFailures();
    void showTrouble();
    void showProgress();
    void retry();
    void copyList();

    SourceParts m_parts;
    PublishSelection m_selection;
    QComboBox *m_source;
    PublishDeviceField *m_device = nullptr;
    PublishDevice m_choice;        ///< what the preview is of
    EarlierDevices m_earlier;      ///< of the source
    bool m_isDeviceChosen = false; ///< by the person
    FactList *m_facts;
    QPlainTextEdit *m_definitions; ///< new ones, one a line
    QLabel *m_definitionsTitle;
    QLabel *m_notes;
    MessageStrip *m_strip;
    QLabel *m_result;
    QVBoxLayout *m_layout = nullptr;
    QStandardItemModel *m_failures;
    DataTable *m_table;
    QPushButton *m_publish;
    QPushButton *m_retry;
    QPushButton *m_copy;
    QPushButton *m_close;
    PublishWatch *m_watch = nullptr; ///< once it was published
    std::uint64_t m_generation = 0;
};

} // namespace tidemark
