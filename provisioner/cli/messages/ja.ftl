# gabakura のメッセージ（日本語）。en.ftl と同じ ID・属性・変数を持つ。
# `.hint` は次にすること。そのまま使うコマンドは独立した行に、4 文字下げて書く。
# 渡されなかった変数は `absent` になる。

## 共通

label-error = エラー
label-warning = 警告
label-cause = 原因
label-hint = ヒント
level = { $level ->
    [error] エラー
   *[warning] 警告
}
none = （なし）
known-after = （適用後に確定: { $reference }）
known-after-within = （‹ › 内は適用後に確定）
absent-value = （なし）
and-more = ほか { $count } 件

action = { $action ->
    [create] 作成
    [update] 変更
    [replace] 再作成
    [delete] 削除
    [adopt] インポート
    [forget] 記録消去
   *[no-op] 変更なし
}
move = { $move ->
    [create] 作成
    [update] 変更
    [delete] 削除
    [adopt] インポート
   *[forget] 記録消去
}
severity = { $severity ->
    [critical] 緊急
    [high] 高
    [medium] 中
   *[low] 低
}
finding-status = { $status ->
    [pass] 適合
    [fail] 不適合
    [waived] 例外承認
    [none] 対象なし
   *[unknown] 未判定
}
drift-status = { $status ->
    [changed] 変更
    [missing] 消失
    [unmanaged] 未宣言
    [foreign] 管理対象外
   *[unknown] 不明
}
owner = { $owner ->
    [ours] 自テナンシー
    [platform] 基盤側
   *[foreign] 管理対象外
}
stage = { $stage ->
    [prod] 本番
    [verify] 検証
   *[dev] 開発
}
enforcement = { $enforcement ->
    [deny] 適用を拒否
   *[warn] 警告のみ
}
profile = { $profile ->
    [designated_city] 政令指定都市
    [core_city] 中核市
    [city] 市・特別区
   *[town] 町村
}

coverage-complete = 確認範囲: { $kinds } リソース種別をすべて確認（{ $time }）
coverage-incomplete = 確認できなかったリソース種別が { $count } 件あります（{ $time }）。この範囲の状態は不明です
coverage-title = 未確認
owner-sentence = 所有: { $owner }

## plan

plan-reason = { $reason ->
    [not_yet_made] 新規
    [missing] 記録にあるが、実環境にない
    [differs] 宣言と異なる
    [immutable_field] `{ $field }` は作成後に変更できない
    [dependency_replaced] `{ $field }` の参照先が再作成される
    [no_longer_declared] 宣言から外れた
    [unmanaged] 専有するコンテナの中にあり、宣言されていない
    [destroy] 撤去の指示
    [undone] 取り消す実行より前の記録にない
    [found_by_identity] 宣言した名前のリソースが既にあり、記録にない
    [found_by_owner_tag] 所有タグの付いたリソースが既にあり、記録にない
    [record_behind] 実環境は宣言どおりで、記録だけが古い
   *[in_sync] 宣言どおり
}
plan-withheld = { $because ->
    [switched_off] 所属するサービスが有効になっていない: { $detail }
    [not_observed] 実環境を確認できない: { $detail }
    [protected] 削除すると元に戻せない（保護対象）
    [taken_by_other] 識別子 `{ $detail }` は自テナンシー以外のリソースが使用中
    [waits_for] `{ $detail }` が保留中
    [ambiguous] 同じ所有タグのリソースが複数ある: { $detail }
    [occupied] 管理対象外のリソースが中にある: { $detail }
   *[in_doubt] 前回の操作の結果が未確定: { $detail }
}
plan-withheld-title = 保留 { $count } 件
plan-withheld-hint = { $because ->
    [protected] 残す場合は、宣言に戻してください。削除できるのは、テナンシーごと撤去するときにアドレスを指定した場合だけです
    [protected_destroy]
        削除してよいことを確かめたうえで、アドレスを指定してください（データは復元できません）:
            gabakura destroy { $tenancy } --override-protection { $address }
    [protected_undo] 削除する場合は、削除してよいことを確かめたうえで、計画の作成時にアドレスを指定してください（--override-protection { $address }）。データは復元できません
    [occupied] 先に、そのリソースの所有者が削除する必要があります。gabakura は削除しません
    [in_doubt]
        結果を調べて確定させてください:
            gabakura state recover { $tenancy }
    [ambiguous] どれが正しいかは判断しません。不要なリソースを削除するか、所有タグを外してから、計画し直してください
    [taken_by_other]
        名前を変えるか、使用中のリソースの所有者に確かめてください。自分のものなら、インポートできます:
            gabakura adopt { $tenancy }
    [taken_by_other_adopt] 別の所有者のタグが付いているか、別のアドレスで記録されています。名前を変えてください
    [switched_off] サービスを宣言し（gcp.serviceusage.service）、depends_on で先に作られるようにするか、手作業で有効にしてください
    [not_observed] 読み取り権限と接続を確かめてから、計画し直してください
   *[waits_for] { "" }
}
plan-unchanged = 変更なし { $count } 件（表示を省略）
plan-group = 同じ計画のテナンシー { $count } 件
plan-group-example = 値は先頭の { $tenancy } のもの。全テナンシーの値は --json で確認できます
plan-exceptions = 上と異なる計画のテナンシー { $count } 件
plan-findings-title = チェック { $count } 件
plan-count = { $action ->
    [create] 作成 { $count }
    [update] 変更 { $count }
    [replace] 再作成 { $count }
    [delete] 削除 { $count }
    [adopt] インポート { $count }
    [forget] 記録消去 { $count }
    [withheld] 保留 { $count }
   *[no-op] 変更なし { $count }
}
plan-total = 計画（{ $tenancies } テナンシー）
plan-empty = 変更はありません。宣言・記録・実環境が一致しています
plan-empty-incomplete = 確認できた範囲に変更はありません。確認できなかった範囲は不明です
plan-irreversible = 削除・再作成を { $count } 件含みます。内容を確かめてから適用してください
plan-intent = { $intent ->
    [fix] 記録した状態へ戻す計画
    [destroy] 撤去の計画
    [adopt] 既存のリソースをインポートする計画
    [undo] 以前の記録へ戻す計画
   *[apply] 宣言どおりにする計画
}
undo-covers = 取り消す実行: { $runs }
undo-beyond-title = 元どおりには戻らないもの { $count } 件
undo-beyond = { $beyond ->
    [made-anew] 再作成します。以前のデータは失われます
    [gone] その実行より後に作られたものです。データとともに削除されます
   *[kept] その実行より後に作られたものですが、削除すると元に戻せないため残します
}
undo-beyond-note = { $thing ->
    [key] キーの削除は、期限までなら kms:CancelKeyDeletion で取り消せます。以前のキーで暗号化したデータは、新しいキーでは復号できません
    [bucket] オブジェクトロックは解除できず、保持期限までオブジェクトを削除できません
    [log_group] 削除されたログは復元できません
   *[other] { "" }
}
undo-declared = 宣言は変わりません。環境ファイルやテンプレートも戻さないと、次の apply でまた適用されます
plan-budget = 変更系の API 呼び出しは { $calls } 回以上、宣言したレート制限では { $seconds } 秒以上（1 件に複数回を要するリソース種別と、依存関係による待ちは含みません）
plan-digest = 計画のダイジェスト: { $digest }

## drift

drift-none = ドリフトはありません
drift-none-incomplete = 確認できた範囲にドリフトはありません。確認できなかった範囲は不明です
drift-field = 期待 { $expected } → 実際 { $observed }
drift-total = ドリフト（{ $tenancies } テナンシー）: 変更 { $changed }、消失 { $missing }、未宣言 { $unmanaged }、不明 { $unknown }{ $foreign ->
    [0] { "" }
   *[other] （ほかに管理対象外 { $foreign }。ドリフトではありません）
}
drift-next =
    記録した状態へ戻す:
        gabakura drift { $selector } --fix
    実環境の変更を採る場合は、環境ファイルに書いてから適用:
        gabakura apply { $selector }

## audit

audit-passed = 適合 { $count } 件
audit-waived-by = 例外の理由: { $reason }
audit-remediation = 対処: { $text }
audit-controls = 統制: { $controls }
audit-control-proposed = （対応付けは提案）
audit-not-applicable = 対象なし（このチェックが対象とするリソースがない）
audit-total = 監査（{ $tenancies } テナンシー）: 不適合 { $fail }、未判定 { $unknown }、例外承認 { $waived }、適合 { $pass }
audit-severities = 不適合の重大度: 緊急 { $critical }、高 { $high }、中 { $medium }、低 { $low }
audit-unknown-note = 未判定は適合ではありません。読み取り権限を確かめて、もう一度監査してください
audit-clean = 確認したすべてのチェックに適合しています

## apply

step-status = { $status ->
    [done] 完了
    [refused] 拒否
    [unfinished] 未完了
    [unknown] 結果不明
   *[skipped] 未実行
}
apply-waits-for = `{ $address }` が完了していない
apply-stopped = 中断により未着手
apply-nothing = 適用する変更はありません
apply-total = 適用（{ $tenancies } テナンシー）: 完了 { $done }、拒否 { $refused }、未完了 { $unfinished }、結果不明 { $unknown }、未実行 { $skipped }
apply-complete = すべて完了しました
apply-complete-but = 適用できるものは完了しました。保留 { $count } 件が残っています（理由は計画に示しました）
destroy-complete-but = 撤去できるものは撤去しました。残したもの: { $count } 件
destroy-nothing = 撤去できるものはありません。残したもの: { $count } 件
destroy-kept = { $because ->
    [protected] 削除すると元に戻せないため、残しました
    [waits_for] `{ $detail }` を残したため、残しました
    [occupied] 管理対象外のリソース（{ $detail }）が中にあるため、残しました
   *[other] 削除してよいか判断できないため、残しました（理由は計画に示しました）
}
destroy-next =
    残したものも削除する場合は、削除してよいことを確かめたうえでアドレスを指定してください（データは復元できません）:
destroy-next-command = gabakura destroy { $tenancy }{ $overrides }
apply-interrupted = 中断しました。着手済みの操作は記録されています
wave-begins = 第 { $number } 段を適用します（全 { $total } 段、{ $count } テナンシー）
wave-ended = 第 { $number } 段（全 { $total } 段、{ $count } テナンシー）: { $outcome ->
    [passed] 通過
    [failed] 失敗あり
    [stopped] 途中で停止
   *[not-started] 未着手
}
wave-tenancy = { $fate ->
    [incomplete] 適用が完了していない
    [unsettled] 適用後に計画し直すと、まだ差分がある
   *[not-started] 未着手
}
fleet-stopped = 失敗が { $failed } テナンシーになり、許容する { $max } を超えたため、止めました（未着手 { $left } テナンシー）
fleet-next-plan =
    原因を取り除いてから、計画し直し、レビューして適用してください（完了した操作は繰り返しません）:
        gabakura plan -o plan.json
fleet-next =
    原因を取り除いてから、続けてください（完了した操作は繰り返しません）:
        gabakura apply { $again }
apply-next-recover =
    結果不明の操作を調べて確定させる:
        gabakura state recover { $selector }
apply-next-again =
    原因を取り除いてから、もう一度実行する（完了済みの操作は繰り返しません）:
        gabakura { $command }
apply-next-continue =
    続きを実行する:
        gabakura { $command }
settled-title = 前回の実行で未確定だった操作 { $count } 件を調べました
settled-verdict = { $verdict ->
    [done] 実行済みと確認（{ $detail }）
    [not-done] 実行されていないと確認
   *[open] まだ確定できない: { $detail }
}
settled-none = 未確定の操作はありません
settle-undeclared = { $tenancy } はもう宣言されていません。どのアカウント・リージョン・ロールで確かめればよいかは、記録からは分かりません
    .hint = アカウント・リージョン・ロールと `modules = []` だけのステージを宣言し直し、確定してから、宣言を外してください
settle-next = 結果を確かめられたら、次のどちらかで確定してください:
settle-done-command = gabakura state settle { $address } --done { $id } --reason "確認した方法"
settle-not-done-command = gabakura state settle { $address } --not-done --reason "確認した方法"
settle-noted = 手作業で確定しました。確定した人（{ $by }）、理由、それまでに観測した内容はジャーナルに残ります
settle-unconfirmed = 実環境での裏付けはありません。実際の状態は次の計画に現れます
settle-not-needed = 手作業は不要でした。実環境の確認だけで確定しました
settled-open =
    確定できない操作が残っています。関係するリソースは保留されます。実環境を確かめ、時間をおいてもう一度:
        gabakura state recover { $selector }

## state

column-address = アドレス
column-kind = リソース種別
column-id = 識別子
column-tenancy = テナンシー
column-holder = 保持者
column-since = 取得
column-until = 期限
column-code = コード
column-name = 名称
column-kana = よみ
column-class = 区分
column-cloud = クラウド
column-parameter = パラメーター
column-default = 既定値
state-none = 記録されたリソースはありません
state-total = { $count } 件
state-recorded-at = 記録日時
state-spec = 設定
state-declared = 宣言
state-tags = タグ
state-outputs = 出力
state-depends-on = 依存先
state-exclusive = 専有（中にある未宣言のリソースはドリフト）
column-run = 実行
column-began = 開始
column-outcome = 結果
runs-none = 実行の記録はありません
run-count = { $fate ->
    [refused] 拒否 { $count }
   *[open] 未確定 { $count }
}
runs-next =
    ある実行より前の記録へ戻す計画（末尾の番号を省くと、全テナンシー）:
        gabakura plan --undo 実行の名前 -o undo.json
locks-none = ロックはありません
journal-sound = ジャーナルに矛盾はありません（{ $entries } 行、未確定の操作 { $open } 件）
journal-faults = ジャーナルに矛盾が { $count } 件あります
journal-chain = 末尾 { $tenancy }: { $seq } 行目 { $hash }
journal-hint =
    この状態には書き込まず、まずコピーを取ってください（データベースなら pg_dump）:
        cp -a .gabakura .gabakura.damaged
journal-shut = 状態は封印されていますが鍵の指定がないため、各行の中身は調べていません
sealed = 封印しました: テナンシー { $tenancies } 件、ジャーナル { $entries } 行、リソース { $resources } 件。次のいずれかの鍵を持つ人だけが読めます:
rekeyed = 新しい鍵で封印し直しました: テナンシー { $tenancies } 件、ジャーナル { $entries } 行、リソース { $resources } 件。次のいずれかの鍵を持つ人だけが読めます:
unsealed = 封印を解きました: テナンシー { $tenancies } 件、ジャーナル { $entries } 行、リソース { $resources } 件
seal-left-over = 以前の内容がデータベースのファイルに残っているかもしれません: { $problem }
exported = エクスポートしました: テナンシー { $tenancies } 件、ジャーナル { $entries } 行、リソース { $resources } 件
imported = インポートし、検証しました: テナンシー { $tenancies } 件、ジャーナル { $entries } 行、リソース { $resources } 件
export-locks = エクスポート中に { $count } 件のテナンシーがロックされていました。実行中の処理があれば、エクスポートした内容はすでに古くなっています
rendered-total = { $tenancy }: { $count } リソース

## explain

explain-severity = 重大度: { $severity }（不適合なら: { $enforcement }）
explain-kinds = 対象のリソース種別: { $kinds }
explain-controls = 統制
explain-allowed = 取れる値: { $values }
explain-any = 任意
explain-checks = これを対象とするチェック
explain-checks-unknown = これを対象とするチェックは不明です。ここには正しいワークスペースがありません
explain-default = 既定値 { $value }
explain-example = 記述例
explain-list = { $of } のリスト
explain-map = { $of } のマップ
explain-observed-only = 参照専用のリソース種別です。gabakura の外で管理され、テンプレートでは宣言できません
explain-outputs = 参照できる出力: { $fields }
explain-parent = `{ $field }` が指すものの中に作られます
explain-replaces = 変更するとリソースを再作成
explain-schema = 設定項目
explain-required = 必須
explain-set = { $of } の集合（順序なし）
explain-setting = 常に 1 つあります。設定と初期化だけで、作成はしません
explain-table = テーブル
explain-taggable = タグを持ち、所有者もタグで示します
explain-unchecked = これを対象とするチェックはありません
explain-untaggable = タグを持ちません。所有者は記録だけが示します
explain-protected = 削除すると元に戻せません。撤去には --override-protection が要ります
explain-municipality-ended = { $until } まで

## progress

progress-listing = 実環境を確認中
progress-listed = 実環境を確認中 { $done }/{ $total }
progress-listed-all = 実環境を確認しました（{ $total } 件の一覧、確認不可 { $failed } 件）
progress-gap = 確認不可 { $kind }（{ $place }）: { $code }
progress-applying = 適用中 { $tenancy }（{ $count } 操作）
progress-apply = 適用中
progress-step = { $status } { $move } { $address }
progress-retry = 再試行 { $address }: { $code }（{ $seconds } 秒後）
progress-recovering = 未確定の操作を確認中 { $tenancy }（{ $count } 件）
progress-alive = 実行中（{ $elapsed } 経過、{ $done }/{ $total }）

## diagnostics

diagnostic-count = エラー { $errors } 件、警告 { $warnings } 件

diagnostic-same = 同じ誤りが、ほか { $count } テナンシーにあります

account-form = アカウント番号 `{ $found }` が 12 桁の数字ではありません
    .hint = AWS のアカウント番号を、先頭の 0 も含めて引用符の中に書いてください（例: "012345678901"）
account-key = { $cloud } では `{ $found }` でなく `{ $expected }` を使います
    .hint = キーを `{ $expected }` に直してください
account-no-lead = アカウント { $account } を共用するテナンシーに、代表（lead）がありません
    .hint = アカウント全体の設定を宣言するテナンシーを 1 つ決め、その環境に `lead = true` を書いてください（例: { $tenancy }）
account-two-leads = アカウント { $account } の代表（lead）が 2 つあります: { $tenancy } と { $other }
    .hint = どちらかに `lead = false` を書いてください。もう一方は { $place } にあります
account-two-stages = アカウント { $account } が 2 つのステージで使われています: { $tenancy } と { $other }
    .hint = 本番・検証・開発にはそれぞれ別のアカウントが必要です。もう一方は { $place } にあります
address-syntax = `{ $key }` の `{ $found }` は IPv4 アドレスではありません
    .hint = 10.0.0.2 の形で書いてください
asn-same = 専用線と Transit Gateway の AS 番号が同じです: { $found }
    .hint = Direct Connect ゲートウェイと Transit Gateway には別の番号が必要です。`direct_connect_asn` か `transit_gateway_asn` を確かめてください
bad-date = `{ $key }` の `{ $found }` は日付ではありません
    .hint = 2027-03-31 の形で書いてください（日本の暦日、その日いっぱい有効）
bad-mailbox = `{ $key }` の `{ $found }` はメールアドレスではありません
    .hint = 常に確認しているアドレスを書いてください（例: security@city.example.jp）
bad-name = `{ $key }` の `{ $found }` は名前に使えません
    .hint = 英小文字で始め、英小文字・数字・ハイフンだけで 40 文字以内にしてください（末尾のハイフンは不可）
bad-principal = `{ $key }` の `{ $found }` には権限を与えられません
    .hint = グループ・ワークロード・フェデレーションのいずれかを書いてください。個人と「全員」は書けません: { $expected }
bad-service = `{ $key }` の `{ $found }` はサービス名ではありません
    .hint = エンドポイントのサービス名を英小文字・数字・ハイフン・ドットで書いてください（例: "logs"、"ecr.api"）
cidr-host-bits = `{ $key }` の `{ $found }` はネットワークの先頭アドレスではありません
    .hint = { $expected } の誤りではありませんか
cidr-not-private = `{ $key }` の `{ $found }` はプライベートアドレスではありません
    .hint = 10.0.0.0/8、172.16.0.0/12、192.168.0.0/16、100.64.0.0/10 の中から選んでください
cidr-overlap = { $tenancy } の { $found } が { $other } の { $other_range } と重なっています
    .hint = 相互に接続されるネットワークのアドレスは重複できません。もう一方は { $place } にあります
cidr-overlap-municipality = { $tenancy } の { $found } が、同じ団体の { $other } の { $other_range } と重なっています
    .hint = 将来つなぐ予定があるなら、今のうちに分けてください。もう一方は { $place } にあります
cidr-overlap-staff = { $found } が庁内の { $other } と重なっています
    .hint = 庁舎とは経路でつながるため、`cidr` を庁内と重ならない範囲にしてください
cidr-size = { $found } は { $cloud } のネットワークの範囲に使えません
    .hint = 使えるのは { $allowed } です
cidr-syntax = `{ $key }` の `{ $found }` はアドレス範囲ではありません
    .hint = 10.16.0.0/20 の形（IPv4 の CIDR）で書いてください
cidr-too-small = { $found } に /{ $prefix } のサブネット { $count } 個が入りません
    .hint = `cidr` を広げるか、`subnet_prefix` の数字を大きくしてください
connection-missing = `{ $key }` は回線（`connection`）がなければ使われません
    .hint = `connection = "direct_connect"`（AWS）、`"interconnect"`（Google Cloud）、`"lgcs"` のどれかを加えるか、`{ $key }` を消してください
connection-needs = 回線 `{ $connection }` には `{ $key }` が必要です
    .hint = 回線の属性は推測しません。構築した運用管理補助者に確かめて書いてください
crossing-forbidden = 通信 `{ $flow }` は `{ $zone }` と `{ $far }` の間では許されません（ガイドライン { $edition } 版{ $model ->
        [absent] {""}
       *[other] 、モデル { $model }
    }）
    .hint = 領域をまたがない構成にしてください{ $source ->
        [absent] {""}
       *[other] 。根拠: { $source }
    }
crossing-needs = `{ $zone }` と `{ $far }` の間の通信 `{ $flow }` には `{ $key }` が必要です
    .hint = `crossings` のその項目に `{ $key }` を加えてください。根拠: { $source }
crossing-past-sanitizer = 通信 `{ $flow }` の相手先 { $found } が無害化の地点（`sanitizer`）の外にあります
    .hint = 相手先をすべて無害化の地点にするか、`crossings` と `flows` から外してください
crossing-without-flow = `crossings` にある通信 `{ $flow }` は `flows` にありません
    .hint = `flows` に加えるか、`crossings` から消してください
duplicate-item = `{ $key }` に `{ $found }` が 2 度あります
    .hint = 片方を消してください
empty-value = `{ $key }` が空です
    .hint = 値を書くか、キーごと消してください
exchange-account = { $tenancy } の印刷データの受渡し先 { $account } は { $other } のアカウントです
    .hint = 受渡しには、どの業務も動いていない専用のアカウントを使ってください
exchange-key = `{ $found }` はアカウント { $account } の KMS キーではありません
    .hint = 受渡し先のアカウントにある、この団体の KMS キーを書いてください: { $expected }
exchange-key-shared = { $tenancy } と { $other } が同じ KMS キー { $found } で印刷データを渡しています
    .hint = KMS キーは団体ごとに分けてください。もう一方は { $place } にあります
far-end-unrouted = 通信 `{ $flow }` の相手先 { $found } への経路がありません
    .hint = `office_cidrs` に加えるか、相手先を確かめてください
file-unreadable = ファイルを読めません: { $problem }
    .hint = 権限、文字コード（UTF-8）、大きさを確かめてください
fleet-column = `{ $found }` という列は作れません
    .hint = 使える列は municipality、profile、lead と、"prod.account"、"prod.params.cidr" のような「ステージ.項目」です
fleet-row = 値が { $found } 個の行です（列は { $expected } 個）
    .hint = 値を列と同じ数にしてください。指定しない値は "" にします
flow-needs = 通信 `{ $flow }` には `{ $key }` が必要です
    .hint = `{ $key }` に相手先を書くか、`flows` から `{ $flow }` を外してください
flow-zone = 通信 `{ $flow }` は `{ $zone }` では許されません
    .hint = 許される領域は { $allowed } です（三層の対策）。領域を分けるか、`flows` から外してください
guideline-unread = ガイドライン { $found } 版の規則は、まだ収録されていません
    .hint = { $allowed } のどれかを選ぶか、キーを消してください（最新が既定です）
hub-id = `{ $key }` の `{ $found }` は識別子ではありません
    .hint = { $expected } に続けて 8 桁か 17 桁の英数字（0–9、a–f）で書いてください
hub-tables = Transit Gateway { $hub } のルートテーブルが { $count } になりました
    .hint = 上限は { $allowed } です。足りなくなる前に AWS へ引き上げを申請してください
isolation-without-shared = `isolation` は共同利用方式のときだけ書けます
    .hint = `mode = "shared"` を加えるか、`isolation` を消してください
lead-twice = `lead = true` のメンバーが 2 つあります
    .hint = アカウント全体の設定を宣言するメンバーを 1 つだけ選んでください
key-of-other-cloud = `{ $key }` は { $cloud } では効果がありません
    .hint = 消してください。クラウドごとに必要なものは docs/portability.ja.md にあります
line-unencrypted = 回線（`{ $connection }`）は暗号化されていません
    .hint = MACsec か VPN で暗号化し、`line_encryption` を改めてください
member-account = ステージ `{ $stage }` のアカウント `{ $found }` はメンバーごとに書けません
    .hint = 団体間でアカウントを共用する方式（isolation）なので、`[stage.{ $stage }]` に 1 度だけ書いてください
missing-key = `{ $key }` がありません
    .hint = この表に `{ $key }` を加えてください
model-edition = モデル `{ $model }` はガイドライン { $edition } 版にありません
    .hint = { $since } 版からのモデルです。`guideline` か `model` を改めてください。根拠: { $source }
model-needed = 通信 `{ $flow }` が許されるかどうかは `model` によります
    .hint = 団体が採るモデルを `model` に書いてください。許されるのは { $allowed } です
municipality-check-digit = 団体コード `{ $found }` の検査数字が合いません
    .hint = { $name ->
        [absent] 5 桁目までが正しければ { $expected } です
       *[other] { $expected }（{ $name }）の誤りではありませんか
    }
municipality-ended = 団体コード `{ $found }`（{ $name }）は { $until } で廃止されました
    .hint =
        合併・移行後の団体コードを調べてください:
            gabakura municipality { $name }
municipality-form = 団体コード `{ $found }` が 6 桁の数字ではありません
    .hint = { $suggestion ->
        [absent] 全国地方公共団体コードを、検査数字まで含めて引用符の中に書いてください（例: "131016"）
       *[other] { $suggestion } の誤りではありませんか
    }
municipality-not-tenant = { $name }（{ $found }、{ $class }）はテナンシーを持てません
    .hint = 市・特別区・町・村・都道府県の団体コードを書いてください。行政区の場合は市のコードです
municipality-unknown = 団体コード `{ $found }` の団体はありません
    .hint = { $suggestion ->
        [absent]
            団体名から調べられます:
                gabakura municipality 千代田区
       *[other] { $suggestion } の誤りではありませんか
    }
number-range = `{ $key }` の数が大きすぎるか、小数として表せません
    .hint = 64 ビットに収まる整数か、有限の小数にしてください
out-of-range = `{ $key }` の { $found } は使えません
    .hint = { $allowed ->
        [absent] 64 ビットに収まる整数にしてください
       *[other] 使える値: { $allowed }
    }
platform-cloud = { $cloud } に `{ $found }` という基盤はありません
    .hint = 使えるのは { $allowed } です
prefix-outside = 庁舎へ広告する { $found } が、自分の範囲 { $range } の外にあります
    .hint = `allowed_prefixes` には `cidr` の中の範囲だけを 1 つずつ書いてください
project-form = プロジェクト ID `{ $found }` の形が正しくありません
    .hint = 英小文字で始まる 6〜30 文字の英小文字・数字・ハイフンです（プロジェクト番号や表示名ではありません）
reach-municipality = { $tenancy } の { $found } が、別の団体 { $other } の { $other_range } に届きます
    .hint = 団体の間に経路や許可を作れません。範囲を絞ってください。もう一方は { $place } にあります
reach-stage = { $tenancy } の { $found } が、別のステージ { $other } の { $other_range } に届きます
    .hint = 本番・検証・開発の間に経路や許可を作れません。範囲を絞ってください。もう一方は { $place } にあります
reach-zone = { $tenancy } の { $found } が、別の領域にある { $other } の { $other_range } に届きます
    .hint = `crossings` に領域をまたぐ通信として宣言するか、範囲を絞ってください。もう一方は { $place } にあります
region-outside-japan = リージョン `{ $region }` は国内ではありません
    .hint = { $suggestion ->
        [absent] { $allowed } のいずれかにしてください。やむを得ない場合は、チェック `{ $check }` の例外承認（waiver）が要ります
       *[other] `{ $suggestion }` の誤りではありませんか
    }
reserved-text = `{ $key }` に予約された文字列 `{ "${ref:" }` が含まれています
    .hint = 他のリソースを指すときは、テンプレートに {"{"} ref = "名前" {"}"} と書いてください
role-account = ロールのアカウントが { $found } です（このステージのアカウントは { $expected }）
    .hint = 別の団体のアカウントに入ることになります。ロールを直してください（{ $placeholder } と書けばアカウントに置き換わります）
role-form = `{ $found }` は { $cloud } のロールではありません
    .hint = { $expected } の形で書いてください
route-domain-municipalities = { $tenancy } と別の団体 { $other } が同じルートテーブル { $found } を使います
    .hint = Transit Gateway のルートテーブルは団体ごとに分けてください。もう一方は { $place } にあります
route-domain-stages = { $tenancy } と別のステージ { $other } が同じルートテーブル { $found } を使います
    .hint = 本番・検証・開発はルートテーブルを分けてください。もう一方は { $place } にあります
route-domain-zones = { $tenancy } と、別の領域にある { $other } が同じルートテーブル { $found } を使います
    .hint = 領域ごとに Transit Gateway のルートテーブルを分けてください。もう一方は { $place } にあります
secret-key = `{ $key }` はシークレットの名前です。ファイルには書けません
    .hint = 値は環境ファイルやテンプレートに置かず、Secrets Manager などに置いて、利用する側で参照してください。名前が誤解を招くだけなら、名前を変えてください
secret-value = { $what ->
    [access-key] AWS のアクセスキーが書かれています
    [private-key] 秘密鍵が書かれています
   *[password] パスワードが書かれています
}
    .hint = 消してください。すでに共有した値なら、無効にして作り直してください（値はここには表示しません）
stage-account = ステージ `{ $stage }` のアカウント `{ $found }` は全メンバー共通には書けません
    .hint = この方式では団体ごとに別のアカウントが要ります。メンバー（または表の列 "{ $stage }.account"）ごとに書いてください
stage-undeclared = ステージ `{ $stage }` が宣言されていません
    .hint = ファイルに `[stage.{ $stage }]` を加えてください
tenancy-duplicate = テナンシー { $tenancy } が 2 度宣言されています
    .hint = 団体・ベンダー・ステージの組は 1 つだけです。もう一方は { $place } にあります
toml-syntax = TOML として読めません: { $message }
    .hint = 引用符・括弧の閉じ忘れと、キーの重複を確かめてください
two-forms = 団体の書き方が混ざっています
    .hint = `municipality = …`、`[[member]]`、`[fleet]` のどれか 1 つにしてください
unknown-key = キー `{ $key }` はありません
    .hint = { $suggestion ->
        [absent] 綴りと、書く場所（どの表の中か）を確かめてください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
unknown-word = `{ $key }` に `{ $found }` は書けません
    .hint = { $suggestion ->
        [absent] 使える値: { $allowed }
       *[other] `{ $suggestion }` の誤りではありませんか（使える値: { $allowed }）
    }
wrong-type = `{ $key }` の型が違います（{ $found } でなく { $expected }）
    .hint = { $expected ->
        [string] 値を引用符で囲んでください
        [array] 値を [ ] で囲んでください
        [integer] 引用符を付けずに整数を書いてください
        [boolean] true か false を、引用符を付けずに書いてください
        [date] 2027-03-31 の形で、引用符を付けずに書いてください
       *[other] { $expected } にしてください
    }
zone-mixed = アカウント { $account } の 1 つのネットワークに 2 つの領域があります: { $tenancy } と { $other }
    .hint = アプリケーション分離では VPC が 1 つなので、`zone` をそろえるか、別のアカウントにしてください。もう一方は { $place } にあります
workspace-empty = 環境ファイルがありません
    .hint =
        ワークスペースを --workspace で指定するか、環境ファイルを作ってください:
            gabakura init 131016 acme --account 111122223333

policy-compile = ポリシーをコンパイルできません: { $message }
    .hint = 未定義の関数、束縛されない変数がないか確かめてください
policy-duplicate = このクラウドのチェック `{ $check }` は { $first } にもあります
    .hint = 片方の package と id を変えるか、消してください
policy-file-name = ファイル名が package と合いません
    .hint = ファイル名を { $expected } にしてください
policy-id = チェックの id `{ $id }` が package と合いません
    .hint = id を "{ $expected }" にしてください
policy-impure = `{ $builtin }` は使えません
    .hint = チェックは同じ入力に同じ答えを返す必要があります。乱数と出力を取り除いてください
policy-kinds = チェックの対象となるリソース種別 `{ $kinds }` が正しくありません
    .hint = `kinds` に、1 つのクラウドのリソース種別を 1 つ以上書いてください
policy-metadata = `metadata` が正しくありません: { $problem }
    .hint = id・controls・kinds はクラウドごとに、title・severity・enforcement・remediation はチェックごとに一度だけ書いてください
policy-rule-missing = 規則 `{ $rule }` がありません
    .hint = チェックには metadata、subject、fail の 3 つが要ります
policy-syntax = Rego として読めません: { $message }
    .hint = 括弧の対応と `import rego.v1` を確かめてください

helper-argument = `{ $helper }` の { $position } 番目の引数が { $found } です（{ $tenancy }）
    .hint = { $expected } を渡してください
helper-cidr = `{ $found }` はアドレス範囲ではありません（{ $tenancy }）
    .hint = 環境ファイルのパラメーターに、10.16.0.0/20 の形の IPv4 CIDR を書いてください
kind-cloud = リソース種別 `{ $kind }` は { $cloud } のものではありません（{ $tenancy }）
    .hint = テンプレートは templates/クラウド名/ に置き、そのクラウドのリソース種別だけを書いてください
kind-observed-only = リソース種別 `{ $kind }` は参照専用で、テンプレートでは宣言できません（{ $tenancy }）
    .hint = gabakura の外で作られ、チェックが判定します（`gabakura explain { $kind }`）
kind-unknown = リソース種別 `{ $kind }` はありません
    .hint = { $suggestion ->
        [absent]
            リソース種別の綴りを確かめてください。説明は:
                gabakura explain aws.ec2.vpc
       *[other] `{ $suggestion }` の誤りではありませんか
    }
module-unknown = { $cloud } にモジュール `{ $module }` はありません（{ $tenancy }）
    .hint = { $suggestion ->
        [absent] templates/{ $cloud }/{ $module }.toml.hbs を置くか、`modules` から外してください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
name-too-long = 用途 `{ $purpose }` の名前が { $max } 文字に収まりません（{ $tenancy }）
    .hint = 用途か、ベンダーの名前を短くしてください
parameter-bounds = `{ $key }` の範囲が逆です（{ $min } から { $max }）
    .hint = 小さいほうを min に書いてください
parameter-default = `{ $param }` は必須なのに既定値があります
    .hint = required を消すか、使われない既定値を消してください
parameter-duplicate = パラメーター `{ $param }` が二重に宣言されています
    .hint = もう一つの宣言は { $place } です。複数のモジュールで使うなら common.params.toml に一つだけ残してください
parameter-module = モジュール `{ $module }` のパラメーターに対応するテンプレートがありません
    .hint = { $suggestion ->
        [absent] モジュール名.toml.hbs の隣に モジュール名.params.toml または common.params.toml として置いてください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
parameter-name = `{ $found }` はパラメーターの名前にできません
    .hint = 英小文字で始め、英小文字・数字・_ を使ってください
parameter-undeclared = テンプレートが、宣言のないパラメーター `{ $param }` を使っています
    .hint = { $suggestion ->
        [absent] { $file } に [{ $param }] と type・ja・en を書いてください
       *[other] `{ $suggestion }` の誤りではありませんか。そうでなければ { $file } に [{ $param }] と type・ja・en を書いてください
    }
param-missing = パラメーター `{ $param }` がありません（{ $tenancy }）
    .hint = { $place } の環境に `{ $key }` を書いてください
param-unused = パラメーター `{ $param }` は、どのテンプレートでも宣言されていません
    .hint = { $suggestion ->
        [absent] 不要なら消してください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
reference-across = `{ $reference }` は別のテナンシーのリソースです（{ $tenancy }）
    .hint = テナンシーをまたぐ参照はできません。値をパラメーターで渡してください
reference-circle = リソースが互いに参照し合っています: { $path }（{ $tenancy }）
    .hint = どこか 1 か所の参照を、別のリソース（規則や経路など）に分けてください
reference-form = `{ $reference }` は参照の形ではありません（{ $tenancy }）
    .hint = 同じモジュールなら "名前"、別のモジュールなら "モジュール/名前" と書いてください
reference-mark = 予約された文字列 `{ "${ref:" }` が値に含まれています（{ $tenancy }）
    .hint = 参照は {"{"} ref = "名前" {"}"} と書いてください
reference-output = `{ $reference }`（{ $kind }）に出力 `{ $field }` はありません（{ $tenancy }）
    .hint = 参照できる出力: { $allowed }
reference-unknown = `{ $reference }` というリソースは宣言されていません（{ $tenancy }）
    .hint = { $suggestion ->
        [absent] 名前と、`modules` にそのモジュールがあるかを確かめてください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
resource-duplicate = { $address } が 2 度宣言されています
    .hint = 名前を変えてください。もう一方は { $place } にあります
resource-missing-key = リソースに `{ $key }` がありません（{ $tenancy }）
    .hint = [[resource]] には kind と name が要ります
resource-name = `{ $found }` はリソースの名前に使えません（{ $tenancy }）
    .hint = 英小文字で始め、英小文字・数字・ハイフンだけで 40 文字以内にしてください
resource-number = 数が大きすぎるか、小数として表せません（{ $tenancy }）
    .hint = 64 ビットに収まる整数か、有限の小数にしてください
resource-unknown-key = リソースに `{ $key }` というキーはありません（{ $tenancy }）
    .hint = { $suggestion ->
        [absent] 設定は `spec.` の下に書いてください
       *[other] `{ $suggestion }` の誤りではありませんか
    }
resource-wrong-type = `{ $key }` の型が違います（{ $found } でなく { $expected }、{ $tenancy }）
    .hint = テンプレートが出力する値の引用符と括弧を確かめてください
spec-fault = { $kind } の `{ $path }` が正しくありません: { $problem }（{ $tenancy }）
    .hint = { $suggestion ->
        [absent]
            設定項目の一覧:
                gabakura explain { $kind }
       *[other] `{ $suggestion }` の誤りではありませんか
    }
subnets-too-small = { $found } から /{ $prefix } を { $count } 個取れません（{ $tenancy }）
    .hint = 環境の `cidr` を広げるか、プレフィックス長（prefix）を大きくしてください
tag-length = タグ `{ $key }` の長さが範囲外です（{ $tenancy }）
    .hint = キーは 1〜128 文字、値は 256 文字までです
tag-reserved = タグ `{ $key }` は書けません（{ $tenancy }）
    .hint = `{ $prefix }` で始まるキーは予約されています
tags-unsupported = { $kind } にはタグを付けられません（{ $tenancy }）
    .hint = `tags` を消してください
template-duplicate = モジュール `{ $module }` のテンプレートが 2 つあります
    .hint = どちらかを消すか、名前を変えてください。もう一方は { $place } です
template-helper-unknown = ヘルパー `{ $helper }` はありません
    .hint = { $suggestion ->
        [absent] 綴りを確かめてください。値を出すだけなら {"{{"}toml 変数{"}}"} と書きます
       *[other] `{ $suggestion }` の誤りではありませんか
    }
template-path = テンプレートの置き場所が正しくありません
    .hint = templates/クラウド名/モジュール名{ $suffix } に置いてください
template-quoted-value = `{ $helper }` は引用符の中では使えません
    .hint = 引用符は `{ $helper }` が自分で付けます。外側の引用符を消してください
template-raw-output = エスケープしない出力（{"{{{"} {"}}}"}）は使えません
    .hint = {"{{"}toml 変数{"}}"} と書いてください
template-render = テンプレートを展開できません: { $message }（{ $tenancy }）
    .hint = この行のヘルパーと引数を確かめてください
template-reserved-character = 予約された制御文字が含まれています
    .hint = この行の見えない文字を消してください
template-syntax = テンプレートとして読めません: { $message }
    .hint = {"{{"} {"}}"} の対応を確かめてください
template-toml = 展開結果を TOML として読めません: { $message }（{ $tenancy }）
    .hint = この行の前後の引用符・括弧と、値を {"{{"}toml 変数{"}}"} で出しているかを確かめてください
template-unclosed = `{ $block }` のブロックが閉じていません
    .hint = {"{{"}/{ $block }{"}}"} を加えてください
template-unsupported = この書き方（パーシャルとデコレーター）は使えません
    .hint = if、each、with、unless と、値のヘルパーだけで書いてください
template-variable-unknown = 変数 `{ $variable }` はありません
    .hint = { $suggestion ->
        [absent] パラメーターは params.名前 で参照します
       *[other] `{ $suggestion }` の誤りではありませんか
    }
variable-missing = 変数 `{ $variable }` に値がありません（{ $tenancy }）
    .hint = 環境に値を書くか、{"{{"}#if{"}}"} で囲んでください
variable-not-scalar = 変数 `{ $variable }` は { $found } なので、そのまま文字にはできません（{ $tenancy }）
    .hint = {"{{"}toml { $variable }{"}}"} と書くか、{"{{"}#each{"}}"} で 1 つずつ出してください
zone-unknown = リージョン `{ $region }` に { $index } 番目のゾーンはありません（{ $tenancy }）
    .hint = `availability_zones` を減らすか、リージョンを変えてください

## problems

store-locked = { $tenancy } は { $holder } がロックしています（{ $since } から）
    .hint =
        終わるのを待ってください。相手がもう動いていないと確かめられたときだけ、解除してください:
            gabakura state unlock { $tenancy } --reason "実行プロセスの停止を確認"
store-lock-lost = { $tenancy } のロックを失いました（期限切れか、別の利用者による解除）
    .hint =
        これ以上は何も実行していません。他の実行がないことを確かめ、途中の操作を確定させてください:
            gabakura state recover { $tenancy }
store-not-ours = `{ $path }` は gabakura の状態ファイルではないか、壊れています
    .hint =
        上書きはしていません。コピーを取り、バックアップから戻してください:
            cp -a { $path } { $path }.damaged
store-not-ours-schema = `{ $path }` のスキーマ `gabakura` は gabakura が作ったものではないか、壊れています
    .hint =
        何も変更していません。中身を確かめるか、別のデータベースを使ってください:
            psql "{ $path }" -c "\dt gabakura.*"
store-too-new = `{ $path }` は新しいバージョンの gabakura が書いたものです（形式 { $found }、このバージョンは { $supported } まで）
    .hint =
        新しいバージョンを使ってください。現在のバージョンの確認:
            gabakura --version
store-illegal-move = ジャーナルに書けない操作です
    .hint =
        実行は止めてあり、記録は壊れていません。記録を検証し、途中の操作を確定させてください:
            gabakura state verify
            gabakura state recover
store-corrupt = 状態ファイルに読めない内容があります
    .hint =
        書き込みはしていません。どこから壊れているかを調べてください:
            gabakura state verify
store-unreachable = `{ $place }` の状態を使えません
    .hint =
        これ以上は何も始めていません。アドレス・ロール・サーバーを確かめてください:
            psql "{ $place }" -c "SELECT 1"
store-occupied = { $tenancy } の記録がすでにここにあるか、ロックされています
    .hint =
        何もインポートしていません。空の状態にインポートするか、ここの記録を確かめてください:
            gabakura state list { $tenancy }
store-key-missing = 状態が封印されていますが、鍵の指定がありません
    .hint =
        鍵のファイルを指定してください（環境変数 GABAKURA_IDENTITY でも指定できます）:
            gabakura --identity FILE state list
store-wrong-key = 指定された鍵では状態を開けません
    .hint =
        誰のために封印されているかを確かめてください。開ける人は、あなたの分も含めて封印し直せます:
            gabakura state verify --json
            gabakura state rekey --recipient age1… --recipient age1…
store-resealed = 実行中に、状態の封印が変わりました
    .hint =
        何も書き込んでいません。もう一度実行してください。適用の途中だったときは、先に未確定の操作を確定してください:
            gabakura state recover
store-sealed-otherwise = エクスポートされたファイルと、この状態とで封印が違います
    .hint =
        何もインポートしていません。新しい状態にインポートしてから、封印するか封印を解いてください:
            gabakura --state sqlite:NEW.db state import FILE
store-database = 状態を{ $action ->
    [opened] 開け
    [created] 作れ
    [read] 読め
    [written] 書け
    [locked] ロックでき
    [unlocked] ロック解除でき
    [exported] エクスポートでき
    [imported] インポートでき
    [sealed] 封印
   *[other] 処理でき
}ませんでした
    .hint =
        空き容量と権限を確かめてください（サーバーにある状態なら、サーバーの側で）:
            df -h .gabakura && ls -la .gabakura

provider-refused = { $service } が `{ $operation }` を拒否しました: { $code }
    .hint = { $class ->
        [access]
            権限（ロールのポリシー、SCP）を確かめてください。今の権限は:
                aws sts get-caller-identity
        [quota] サービスクォータの引き上げを申請するか、不要なリソースを消してから、もう一度実行してください
        [unsent] このプロセスが数分間停止していたため、送信しませんでした。もう一度実行してください
        [throttled] 呼び出しが多すぎます。少し待ち、--parallel を小さくして、もう一度実行してください
        [consistency] 直前の変更がまだ行き渡っていません。1 分ほど待って、もう一度実行してください
       *[other] クラウドの説明に従って原因を取り除き、もう一度実行してください
    }
provider-switched-off = アカウントで `{ $switch }` が有効になっていません
    .hint = 有効にするか、先に作られるリソースとして宣言してください
provider-no-reply = { $service } から `{ $operation }` の応答がありません
    .hint =
        実行されたかどうかは分かりません。接続を確かめ、結果を確定させてください:
            gabakura state recover
provider-malformed = { $service } の `{ $operation }` の応答を解釈できません
    .hint =
        結果を調べて確定させてください:
            gabakura state recover
provider-no-credentials = アカウント { $account } で使える認証情報がありません
    .hint =
        認証情報とロールの信頼ポリシーを確かめてください:
            aws sts get-caller-identity
provider-unknown-kind = リソース種別 `{ $kind }` はこのバージョンにありません
    .hint = リソース種別の綴りと gabakura のバージョンを確かめてください
apply-stale = 計画のあとで記録が変わりました（計画時 { $planned }、現在 { $found }）
    .hint =
        何も実行していません。計画し直してください:
            gabakura plan
host-port-taken = 127.0.0.1 のポート { $port } は使用中です
    .hint =
        別のポートを指定してください:
            gabakura sandbox start --port 4848
host-running = サンドボックスがポート { $port } で動いています
    .hint = 起動した端末で Ctrl+C を押して止めてから、もう一度実行してください
host-in-use = サンドボックスの状態を別のプロセスが使っています
    .hint = もう一方の gabakura が終わってから、もう一度実行してください
host-other = サンドボックスを使えません
    .hint =
        状態を初期化できます（サンドボックスの中身は消えます）:
            gabakura sandbox reset

ask-apply = この計画を適用しますか。適用するなら「yes」または「はい」と入力してください:
stopping = 実行中の操作が終わり次第止めます。もう一度 Ctrl+C を押すと直ちに止めます（途中の操作は次回確定します）
log-filter = GABAKURA_LOG の「{ $filter }」はログのフィルターとして読めません: { $problem }
    .hint = 例: GABAKURA_LOG=debug
trace-exporter = トレースを送信できません: { $problem }
    .hint = OTEL_EXPORTER_OTLP_ENDPOINT を確かめるか、外してください
needs-yes = 確認に使う端末がないため、適用しませんでした
    .hint = 計画を確かめたうえで、--yes を付けて実行してください
not-agreed = 承認されなかったため、何も変更していません
cannot-write = { $path ->
    [absent] 書き込めません: { $problem }
   *[other] `{ $path }` に書き込めません: { $problem }
}
    .hint = 出力先の権限と空き容量を確かめてください
no-credentials = { $place } にアクセスできません: { $problem }
    .hint =
        認証情報と、ロールの信頼ポリシーを確かめてください:
            aws sts get-caller-identity
selector-matches-nothing = `{ $selector }` に当てはまるテナンシーがありません
    .hint =
        宣言されているテナンシーは、次で確かめられます:
            gabakura plan
not-an-address = `{ $text }` はリソースアドレスではありません
    .hint =
        団体コード/ベンダー/ステージ/モジュール/名前 の形です。一覧:
            gabakura state list
not-a-tenancy = `{ $text }` はテナンシーではありません
    .hint = 団体コード/ベンダー/ステージ の形です（例: 131016/acme/prod）
not-a-name = `{ $text }` は名前に使えません
    .hint = 英小文字で始め、英小文字・数字・ハイフンだけで 40 文字以内にしてください
not-an-account = `{ $text }` は 12 桁のアカウント番号ではありません
    .hint = 例: 111122223333
not-a-state = 状態の場所として読めません: { $problem }
    .hint =
        --state と GABAKURA_STATE には、ファイルかデータベースを書きます:
            gabakura --state sqlite:.gabakura/state.db state list
            gabakura --state postgres://USER@HOST/DATABASE state list
identity-unusable = `{ $path }` の鍵は使えません: { $problem }
    .hint =
        age-keygen で作ったファイルを指定してください:
            age-keygen -o FILE
state-not-sealed = 鍵が指定されていますが、状態は封印されていません
    .hint =
        封印してください。封印しないままでよければ、鍵の指定（--identity、GABAKURA_IDENTITY）を外してください:
            gabakura --identity FILE state seal
state-sealed-already = 状態はすでに封印されています
    .hint =
        今後読む人のために新しい鍵で封印し直すには:
            gabakura --identity FILE state rekey --recipient age1…
seal-needs-identity = 鍵が指定されていません。鍵なしで状態を封印することも、封印を解くこともできません
    .hint =
        鍵のファイルを指定してください。鍵は次のように作れます:
            age-keygen -o FILE
seal-recipient = age の受信者として読めません: { $problem }
    .hint =
        age-keygen が表示する公開鍵を指定してください。ファイルの公開鍵は次のように分かります:
            age-keygen -y FILE
import-refused = `{ $path }` をインポートしませんでした: { $problem }
    .hint = 何も書き込んでいません。`gabakura state export` が書いたままの、別のコピーを使ってください
cannot-read = `{ $path }` を読めません: { $problem }
    .hint = パスと権限を確かめてください
reason-secret = 理由にシークレットと思われる値があります。ジャーナルに残るため、受け付けません
    .hint = シークレットを除いて書いてください
settle-not-open = { $address } に未確定の操作はありません
    .hint =
        未確定の操作を調べる:
            gabakura state recover
settle-other = { $address } の未確定の操作は `{ $id }` ではなく `{ $expected }` に対するものです
    .hint = `{ $expected }` を指定するか、--not-done としてください。何も記録していません
settle-no-such = { $address } に当たる `{ $id }` は実環境にありません
    .hint = 識別子とアカウントを確かめるか、--not-done としてください。何も記録していません
settle-still-there = `{ $id }` は残っているため、{ $address } の削除は実行されていません
    .hint = --not-done とすれば、次の計画で削除されます。何も記録していません
settle-taken = `{ $id }` は { $address } ではありません。{ $owner ->
        [platform] 基盤側
       *[other] `{ $owner }`
    } のものです
    .hint = 別の識別子を指定するか、--not-done としてください。何も記録していません
not-recorded = { $address } は記録にありません
    .hint =
        記録されているリソースの一覧:
            gabakura state list
nothing-to-explain = `{ $text }` というチェック・統制・リソース種別・モジュール・規模区分はありません
    .hint = チェックの id（network-no-public-ingress）、統制（SC-7）、リソース種別（aws.ec2.vpc）、モジュール（network）、規模区分（town）のどれかを指定してください
municipality-none = `{ $text }` に当てはまる団体はありません
    .hint = 名称・よみ・団体コードの一部で探せます（例: 千代田、ちよだ、13101）
plan-stale = 保存した計画は、もう今の状態に合いません
    .hint =
        何も実行していません。計画し直して、内容を確かめてください:
            gabakura plan -o plan.json
plan-unreadable = 計画ファイル `{ $path }` を読めません: { $problem }
    .hint =
        計画し直してください:
            gabakura plan -o { $path }
plan-moved = { $what ->
    [release] gabakura のバージョンが変わりました（計画時 { $name }、現在 { $detail }）
    [desired] 宣言の内容が変わりました: { $name }
    [recorded] 記録が変わりました（ほかの適用があった）: { $name }
    [observed] 実環境が変わりました: { $name }
    [verdict] チェックの結果が変わりました: { $name }（{ $detail }）
    [decision] 計画の内容が変わりました: { $name }
   *[plan] 計画の内容が変わりました
}
plan-moved-file = { $detail ->
    [added] ファイルが加わりました: { $name }
    [removed] ファイルがなくなりました: { $name }
   *[changed] ファイルが変わりました: { $name }
}
plan-moved-selected = { $detail ->
    [added] 対象のテナンシーが加わりました: { $name }
   *[removed] 対象のテナンシーがなくなりました: { $name }
}
plan-format = 計画ファイル `{ $path }` は別のバージョンの gabakura が書いたものです（形式 { $found }、このバージョンは { $expected }）
    .hint =
        計画し直してください:
            gabakura plan -o { $path }
plan-tampered-place = 書いたときと異なる箇所: { $place }
plan-tampered-seal = 内容がダイジェストと一致しません
plan-tampered-signature = 署名が、指定された鍵のものではありません
plan-not-signed = 計画ファイル `{ $path }` には署名がありません
    .hint =
        適用しませんでした。レビューした計画に署名してください（必要な鍵: { $expected }）:
            gabakura plan -o { $path } --sign 秘密鍵.pem
plan-wrong-key = 計画ファイル `{ $path }` に署名したのは別の鍵です（{ $found }、必要な鍵は { $expected }）
    .hint = 適用しませんでした。署名した人と、--require-signature に渡した公開鍵を確かめてください
signature-needs-file = 署名が求められているため、署名のある計画ファイルだけを適用できます
    .hint =
        計画を保存して署名し、そのファイルを適用してください:
            gabakura plan -o plan.json --sign 秘密鍵.pem
            gabakura apply plan.json
sign-key = 署名の秘密鍵 `{ $path }` を読めません: { $problem }
    .hint =
        パスフレーズのない Ed25519 の秘密鍵（PKCS#8 の PEM）を渡してください。作り方:
            openssl genpkey -algorithm ed25519 -out 秘密鍵.pem
verify-key = 署名を確かめる公開鍵 `{ $path }` を読めません: { $problem }
    .hint =
        適用しませんでした。Ed25519 の公開鍵（PEM）を渡してください。取り出し方:
            openssl pkey -in 秘密鍵.pem -pubout -out 公開鍵.pem
plan-tampered = 計画ファイル `{ $path }` は、作られたあとで書き換えられています
    .hint =
        適用しませんでした。計画し直してください:
            gabakura plan -o { $path }
plan-denied = チェックが計画を拒否しました。何も変更していません
    .hint = 上の不適合を直すか、環境ファイルに期限付きの例外承認（[[waiver]]）を書いてください
wave-not-a-part = 段の指定 `{ $text }` が正しくありません
    .hint =
        件数、セレクター（/ か * を含むもの）、rest をコンマで区切ってください:
            gabakura apply --wave 1,10,rest
wave-rest-not-last = `rest`（残りすべて）のあとに段は置けません
    .hint = rest は最後に 1 度だけ書いてください
wave-matches-nothing = 段の指定 `{ $selector }` に合うテナンシーが計画にありません
    .hint =
        綴りを確かめてください。計画にあるテナンシー:
            gabakura plan
wave-uncovered = どの段にも入らないテナンシーが { $count } 件あります
    .hint =
        残りをいつ適用するかを書いてください:
            gabakura apply --wave 1,10,rest
adopt-difference = 実環境 { $is }、宣言 { $declared }
adopt-taken = `{ $address }`: `{ $id }` は { $owner } の記録にあります
    .hint = 何もインポートしていません。リソースが属するテナンシーは 1 つだけです
undo-no-such-run = 選んだテナンシーに、実行 `{ $run }` の記録がありません
    .hint =
        実行の名前を調べてください:
            gabakura state runs
undo-lost = `{ $address }` の以前の設定が、ジャーナルにありません。まだ記録がないうちに、以前のバージョンが変更したためです
    .hint = 推測では戻しません。戻したい設定を環境ファイルやテンプレートに書いて適用してください
undo-unset = その実行の前、`{ $address }` の `{ $field }` は未設定でした。未設定に戻すことは宣言では表せません
    .hint = 何も実行していません。その項目を手作業で未設定に戻し、ほかに戻したい設定を環境ファイルやテンプレートに書いて適用してください
undo-altered = `{ $address }` の以前の記録が、ジャーナルのダイジェストと一致しません
    .hint =
        何も実行していません。ジャーナルを確かめてください:
            gabakura state verify
undo-no-graph = { $tenancy } の以前の記録からは計画を作れません: { $problem }
    .hint = 戻したい設定を環境ファイルやテンプレートに書いて適用してください
override-needs-deletion = --override-protection は、--destroy か --undo とともに使います
    .hint = 宣言から外しただけの保護対象は、アドレスを指定しても削除しません
init-check-digit = 団体コード `{ $found }` の検査数字が合いません
    .hint = { $expected } の誤りではありませんか
init-not-a-code = `{ $found }` は 6 桁の団体コードではありません
    .hint =
        団体名から調べられます:
            gabakura municipality { $found }
init-unknown-municipality = 団体コード `{ $code }` の団体はないか、テナンシーを持てません
    .hint =
        団体名から調べられます:
            gabakura municipality 千代田区
init-exists = `{ $path }` は既にあります
    .hint = 上書きはしません。そのファイルを編集するか、別のベンダー名を指定してください
init-no-modules = `{ $workspace }` に { $cloud } のモジュールがありません
    .hint = ワークスペースには templates/{ $cloud }/*.toml.hbs があります。--workspace で指定するか、付属のテンプレートから始めてください
sandbox-not-running = サンドボックスが動いていません
    .hint =
        別の端末で起動してください:
            gabakura sandbox start

## commands

plan-saved = 計画を `{ $path }` に保存しました
report-saved = 報告書を `{ $path }` に書きました
lock-not-given-back = { $tenancy } のロックを解放できませんでした（{ $problem }）。2 分以内に自動で切れます
lock-broken = { $tenancy } のロックを解除しました（理由はジャーナルに残ります）
lock-none = { $tenancy } にロックはありません
valid = 問題はありません（テナンシー { $tenancies }、リソース { $resources }、チェック { $checks }）
init-written =
    `{ $path }` を作りました。アカウント、アドレス範囲、通信を確かめてから:
        gabakura validate
sandbox-started = サンドボックスを開始しました: AWS は http://127.0.0.1:{ $aws }、Google Cloud は http://127.0.0.1:{ $google }（Ctrl+C で終了）
sandbox-stopped = サンドボックスを終了し、状態を保存しました
sandbox-reset = サンドボックスを空にしました

demo-sandbox = 1. 空のサンドボックス（組み込みのクラウド）を用意します。実際のクラウドには触れません
demo-render = 2. 環境ファイルとテンプレートから、宣言されたリソースを生成します
demo-rendered = { $tenancies } テナンシー、{ $resources } リソース
demo-plan = 3. 実環境と比べて計画します
demo-apply = 4. 計画を適用します。どの操作も、ジャーナルに記録してから実行します
demo-again = 5. もう一度計画します。適用直後なので、変更はないはずです
demo-tamper = 6. gabakura を介さずに設定を変更します
demo-drift = 7. ドリフトを探します
demo-fix = 8. 記録した状態へ戻し、もう一度ドリフトを探します
demo-audit = 9. 基準に照らして監査します
demo-report = 監査報告書（ブラウザーで開けます）: { $path }
demo-next =
    （不適合はどれも正しい結果です。272035/minami/prod は Control Tower の配下と宣言されていますが、
    サンドボックスには証跡と検知を持つ組織がありません。また AWS では、アラームの通知先が SNS の
    サブスクリプションをまだ確認していません。）

    これで一通りです。同じことを、永続するサンドボックスで 1 つずつ行うには:
        gabakura sandbox start
        gabakura plan --sandbox 131016/acme/verify -o p.json
        gabakura apply --sandbox p.json
        gabakura drift --sandbox 131016/acme/verify
        gabakura audit --sandbox 131016/acme/verify
        gabakura destroy --sandbox 131016/acme/verify
    次は、自分の環境を作ってみてください:
        gabakura init 131016 yourname --account 998877665544
demo-tampered-group = { $tenancy }: セキュリティグループ { $id } で SSH を全アドレスに開放
demo-tampered-key = { $tenancy }: キー { $id } の自動ローテーションを無効化
demo-tampered-log = { $tenancy }: フローログ { $id } を削除

## help

help-about = ガバメントクラウドのための宣言型プロビジョニングツール
help-global-workspace = ワークスペース（environments、templates、policies を置くディレクトリ）
help-global-state = 記録とジャーナルの場所。sqlite:PATH または postgres://USER@HOST/DATABASE（環境変数 GABAKURA_STATE）
help-global-identity = 封印された状態を開く age の鍵のファイル（環境変数 GABAKURA_IDENTITY）
help-global-json = 結果を JSON で出力する
help-global-lang = 表示言語
help-global-quiet = 結果だけを表示する
help-global-no-color = 色を付けない
help-global-parallel = 同時に実行する呼び出しの上限
help-global-sandbox = 実際のクラウドの代わりに、組み込みのサンドボックスを使う
help-global-verbose = ログを標準エラー出力に書く。-vv では呼び出しごとに書く（環境変数 GABAKURA_LOG）
help-global-log-format = ログの形式。text または json（1 行に 1 オブジェクト）
help-demo = 全体の流れをサンドボックスで体験する
help-init = 最初の環境ファイルを作る
help-init-municipality = 6 桁の団体コード
help-init-vendor = ベンダーの名前（英小文字・数字・ハイフン）
help-init-account = 検証ステージの AWS アカウント番号（12 桁）
help-init-project = 検証ステージの Google Cloud プロジェクト（アカウントの代わりに指定）
help-init-cidr = ネットワークのアドレス範囲
help-validate = ファイルを検証し、誤りをすべて報告する（クラウドには接続しない）
help-render = テンプレートを展開したリソースを表示する（クラウドには接続しない）
help-plan = 何がなぜ変わるかを表示する（何も変更しない）
help-plan-out = 計画の保存先（あとで apply に渡せる）
help-plan-undo = ある実行より前の記録へ戻す計画を作る（実行の名前は state runs で分かる）
help-apply-undo = ある実行より前の記録へ戻す（実行の名前は state runs で分かる）
help-state-runs = 実行の一覧を示す
help-plan-sign = 保存する計画に署名する Ed25519 の秘密鍵（PEM）
help-apply-wave = 計画を段に分けて適用する（例: 1,10,rest）。前の段が済み、計画し直して差分がないときだけ次へ進む
help-failure-budget = 失敗がこの件数を超えたら、新しいテナンシーに着手しない（--wave を使うときの既定は 0）
help-require-signature = この公開鍵（PEM）で署名された計画ファイルだけを適用する（環境変数 GABAKURA_REQUIRE_SIGNATURE でも指定できる）
help-plan-destroy = 撤去の計画を作る
help-detailed-exitcode = 差分があれば終了コードを 2 にする
help-selector = 対象のテナンシー（例: 131016/acme/prod、13*/acme/*）。省略時はすべて
help-apply = 計画を適用する
help-apply-what = 対象のテナンシー、または保存した計画ファイル
help-yes = 確認せずに実行する
help-adopt = 宣言どおりの既存リソースを記録にインポートする（クラウドは変更しない）
help-destroy = 適用したリソースをすべて撤去する
help-override-protection = 保護対象のうち、削除してよいリソースのアドレス（繰り返し可）
help-drift = 記録と実環境の違いを調べる
help-drift-fix = 記録した状態へ戻す
help-audit = 実環境を基準に照らして監査する
help-audit-format = 出力形式
help-audit-out = 出力先のファイル
help-state = 状態・ジャーナル・ロックを確認、修復する
help-state-list = 記録されたリソースを一覧する
help-state-show = 記録されたリソースを 1 つ表示する
help-address = リソースアドレス（例: 131016/acme/prod/network/vpc）
help-state-locks = 取得中のロックを一覧する
help-state-unlock = ロックを強制的に解除する
help-tenancy = テナンシー（例: 131016/acme/prod）
help-unlock-reason = 解除の理由（ジャーナルに残る）
help-state-recover = 結果の分からない操作を調べて確定させる
help-state-settle = recover で確定できない操作を、確認した人が確定する
help-settle-done = 実行された。作成・変更・削除されたリソースの識別子
help-settle-not-done = 実行されていない
help-settle-reason = 確認した方法（ジャーナルに残る）
help-state-export = 状態とジャーナルをファイルにエクスポートする
help-state-export-file = 出力先のファイル（- は標準出力）
help-state-import = エクスポートしたファイルを空の状態にインポートする
help-state-import-file = 入力元のファイル（- は標準入力）
help-state-verify = ジャーナルに矛盾や改ざんがないか調べる
help-state-seal = 状態とジャーナルを暗号化（封印）し、鍵を持つ人だけが読めるようにする
help-state-rekey = 今後読む人のために、新しい鍵で状態を封印し直す
help-state-unseal = 暗号化（封印）された状態を復号する
help-seal-recipient = 読める人の公開鍵（繰り返し可）。省略すると --identity の鍵
help-explain = チェック・統制・リソース種別・モジュール・規模区分を説明する
help-explain-what = チェックの id、統制の id、リソース種別、モジュール（network、aws/network）、または規模区分（town）
help-municipality = 団体コードを調べる
help-search-text = 名称、よみ、または団体コードの一部
help-sandbox = 組み込みのサンドボックスを扱う
help-sandbox-start = サンドボックスを起動する（Ctrl+C で終了）
help-sandbox-port = 待ち受けるポート
help-sandbox-reset = サンドボックスを空にする
help-sandbox-env = AWS のツールから使うための環境変数を表示する
help-sandbox-account = アカウント番号（12 桁）
help-completions = シェルの補完スクリプトを出力する
help-completions-shell = シェルの種類
help-man = マニュアルページを出力する

## report

report-title = ガバメントクラウド監査報告書
report-subtitle = 基準への適合、ドリフト、確認範囲
report-all = すべて
report-address = アドレス
report-approver = 承認者
report-check = チェック
report-closing = この報告書は、作成時に確認できた範囲の事実を示します。未判定・未確認は適合を意味しません。
report-contents = テナンシー一覧
report-controls = 統制
report-control-note = この統制との対応付けは本ツールの提案で、フレームワークの発行者によるものではありません。
report-coverage = 未確認
report-drift = ドリフト
report-drift-none = 記録と実環境に違いはありません。
report-drift-none-incomplete = 確認できた範囲に違いはありません。確認できなかった範囲は不明です。
report-evidence = 根拠
report-expected = 期待
report-field = 項目
report-filter = チェックの絞り込み
report-findings = 基準への適合
report-findings-none = 判定したチェックがありません。適合とは言えません。
report-gaps-none = 対象のリソース種別は、すべて最後のページまで確認しました。
report-gaps-warning = 確認できなかったリソース種別があります。その範囲は不明です。
report-kind = リソース種別
report-made-at = 作成
report-made-by = 作成者
report-municipality = 団体
report-observed = 実際
report-place = 場所
report-reason = 理由
report-remediation = 対処
report-resource-id = 識別子
report-resources = 記録されたリソース
report-resources-none = 記録されたリソースはありません。
report-severity = 重大度
report-skip = 本文へ移動
report-status = 判定
report-summary = 概要
report-tenancies = テナンシー
report-tenancy = テナンシー
report-until = 期限
report-waivers = 例外承認
report-waivers-none = 宣言された例外はありません。
report-not-observed = 実環境を確認していません
report-verdict-fail = 基準に適合しないものが { $count } 件あります
report-verdict-unknown = 判定できなかったものがあり、適合とは言えません
report-verdict-pass = 確認した { $count } 件はすべて基準に適合しています
report-tile-fail = 緊急 { $critical }・高 { $high }・中 { $medium }・低 { $low }
report-tile-unknown = 判定に必要な情報がない
report-tile-waived = 期限付きで承認された例外
report-tile-pass = 確認して適合
report-tile-drift = 記録と異なるリソース
report-tile-gaps = 読み取れなかったリソース種別
report-vendor = ベンダー
report-stage = ステージ
report-profile = 規模区分
report-systems = 業務
report-modules = モジュール
report-zone = 領域
report-observed-at = 確認日時

zone = { $zone ->
    [my-number] マイナンバー利用事務系
    [lgwan] LGWAN接続系
    [internet] インターネット接続系
   *[other] { $zone }
}
system = { $system ->
    [resident_record] 住民基本台帳
    [family_register] 戸籍
    [family_register_supplement] 戸籍の附票
    [seal_registration] 印鑑登録
    [electoral_roll] 選挙人名簿管理
    [fixed_asset_tax] 固定資産税
    [individual_resident_tax] 個人住民税
    [corporate_resident_tax] 法人住民税
    [light_vehicle_tax] 軽自動車税
    [child_rearing_support] 子ども・子育て支援
    [school_enrollment] 就学
    [child_allowance] 児童手当
    [child_rearing_allowance] 児童扶養手当
    [national_health_insurance] 国民健康保険
    [national_pension] 国民年金
    [disability_welfare] 障害者福祉
    [late_elderly_medical_care] 後期高齢者医療
    [long_term_care_insurance] 介護保険
    [public_assistance] 生活保護
    [health_management] 健康管理
   *[related] 関連システム
}
