/** The registry the demo starts with. Its tokens belong to the local Telegram and are worth nothing anywhere else. */
export const demoRegistry = `# The salons of this demo. Save a change here and it takes effect within three seconds.
defaults: { locale: ru, timezone: Europe/Moscow, country: RU, currency: RUB }
platform:
  operators: [1004]
tenants:
  anna:
    name: Салон красоты «Анна»
    token: "100001:demo_anna_0000000000000000000000000000000"
    owners: [1003]
    template: demo_beauty
    settings:
      address: "Москва, ул. Покровка, 12"
      location: { lat: 55.7597, lon: 37.6457 }
      phone: "+74951234567"
      change_deadline: 2h
      faq: |
        Можно с ребёнком? Да, у нас есть игровой уголок.
        Где оставить машину? Во дворе, шлагбаум откроет администратор.

  timur:
    name: Барбер Тимур
    token: "100002:demo_timur_000000000000000000000000000000"
    owners: [1003]
    timezone: Asia/Yekaterinburg
    template: demo_barber
    settings: { slot_grid: 15m, address: "Екатеринбург, ул. Вайнера, 9", phone: "+73432345678" }

  harbour:
    name: Harbour Clinic
    token: "100003:demo_harbour_00000000000000000000000000000"
    owners: [1003]
    locale: en
    timezone: Europe/London
    country: GB
    currency: GBP
    template: demo_clinic
    settings:
      min_notice: 2h
      address: "4 Quay Street, Bristol"
      location: { lat: 51.4531, lon: -2.5978 }
      phone: "+441174960123"
      faq: |
        Do I need a referral? No, just book a time.
        Is there step-free access? Yes, from Quay Street.

  # A fourth salon: take away the five "# " below, save the file, and it appears in the list of chats.
  # nails:
  #   name: Студия ногтей «Лак»
  #   token: "100004:demo_nails_000000000000000000000000000000"
  #   owners: [1003]
  #   template: nails
`;
