// Makes tests/classify/tc_strings.json with an encoder that is not ours. In an empty folder:
//   npm i @iabtechlabtcf/core@1.5.21 @iabgpp/cmpapi@3.2.0 && node tc_strings.cjs > tc_strings.json
// Seeded, so that the same versions make the same file.
const { TCModel, TCString, GVL, PurposeRestriction, RestrictionType } = require("@iabtechlabtcf/core");
const { GppModel } = require("@iabgpp/cmpapi");

let state = 7;
const random = (n) => ((state = (state * 1103515245 + 12345) % 2147483648), Math.floor((state / 2147483648) * n));
const some = (top, share) => Array.from({ length: top }, (_, i) => i + 1).filter(() => random(100) < share);
const list = (vector) => [...vector].filter(([, on]) => on).map(([id]) => id);

const gvl = new GVL({
  gvlSpecificationVersion: 3, vendorListVersion: 133, tcfPolicyVersion: 5, lastUpdated: "2026-03-05T16:00:00Z",
  purposes: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 1, { id: i + 1 }])),
  specialPurposes: {}, features: {}, specialFeatures: { 1: { id: 1 }, 2: { id: 2 } }, stacks: {}, dataCategories: {},
  vendors: Object.fromEntries(Array.from({ length: 1400 }, (_, i) => [i + 1, {
    id: i + 1, purposes: [1, 2, 3, 4], legIntPurposes: [7, 8, 9, 10], flexiblePurposes: [2, 7, 8, 9, 10], specialPurposes: [], features: [], specialFeatures: [],
  }])),
});

const cases = [];
for (let i = 0; i < 40; i++) {
  const model = new TCModel(gvl);
  model.cmpId = 2 + random(400);
  model.cmpVersion = random(4096);
  model.consentScreen = random(64);
  model.consentLanguage = ["FR", "EN", "DE", "PL"][random(4)];
  model.publisherCountryCode = ["FR", "BE", "AA"][random(3)];
  model.isServiceSpecific = true;
  model.useNonStandardTexts = random(2) === 1;
  model.purposeOneTreatment = random(2) === 1;
  model.created = new Date(Date.UTC(2020 + random(7), random(12), 1 + random(28)));
  model.lastUpdated = new Date(model.created.getTime() + random(300) * 86400000);
  model.specialFeatureOptins.set(some(2, 40));
  model.purposeConsents.set(some(11, 45));
  model.purposeLegitimateInterests.set(some(11, 45).filter((p) => p !== 1));
  model.vendorConsents.set(some(1400, [0, 1, 5, 50, 98][i % 5]));
  model.vendorLegitimateInterests.set(some(1400, [98, 0, 1, 50, 5][i % 5]));
  model.vendorsDisclosed.set(some(1400, [2, 60, 100][i % 3]));
  if (i % 3 === 0) {
    model.publisherConsents.set(some(11, 30));
    model.publisherLegitimateInterests.set(some(11, 30));
    model.numCustomPurposes = 3;
    model.publisherCustomConsents.set([1, 3]);
    model.publisherCustomLegitimateInterests.set([2]);
  }
  if (i % 4 === 0) {
    const restriction = new PurposeRestriction();
    restriction.purposeId = 7;
    restriction.restrictionType = RestrictionType.NOT_ALLOWED;
    for (const id of some(1400, 10)) model.publisherRestrictions.add(id, restriction);
  }
  const text = TCString.encode(model);
  const read = TCString.decode(text);
  cases.push({
    text,
    created: read.created.toISOString(), updated: read.lastUpdated.toISOString(),
    cmp_id: read.cmpId, cmp_version: read.cmpVersion, consent_screen: read.consentScreen, consent_language: read.consentLanguage,
    vendor_list_version: read.vendorListVersion, policy_version: Number(read.policyVersion), service_specific: read.isServiceSpecific,
    non_standard_texts: read.useNonStandardTexts, purpose_one_treatment: read.purposeOneTreatment, publisher_country: read.publisherCountryCode,
    special_features: list(read.specialFeatureOptins), consent: list(read.purposeConsents), legitimate_interest: list(read.purposeLegitimateInterests),
    vendors: read.vendorConsents.size, vendors_sum: list(read.vendorConsents).reduce((a, b) => a + b, 0),
    interest: read.vendorLegitimateInterests.size, interest_sum: list(read.vendorLegitimateInterests).reduce((a, b) => a + b, 0),
    disclosed: read.vendorsDisclosed.size, disclosed_sum: list(read.vendorsDisclosed).reduce((a, b) => a + b, 0),
    segments: text.split(".").length,
    publisher: list(read.publisherConsents), publisher_interest: list(read.publisherLegitimateInterests),
    custom: list(read.publisherCustomConsents), custom_interest: list(read.publisherCustomLegitimateInterests),
    restricted: read.publisherRestrictions.getVendors().length,
  });
}

const states = ["usca", "usva", "usco", "usut", "usct", "usfl", "usmt", "usor", "ustx", "usde", "usia", "usne", "usnh", "usnj", "ustn", "usmn", "usmd", "usin", "usky", "usri"];
const gpp = [];
for (let i = 0; i < 24; i++) {
  const model = new GppModel();
  const said = {};
  const put = (section, field, value) => (model.setFieldValue(section, field, value), ((said[section] ??= {})[field] = value));
  if (i % 3 === 0) model.setFieldValue("tcfeuv2", "PurposeConsents", Array.from({ length: 24 }, (_, p) => p < i % 11)), (said.tcfeuv2 = { consent: i % 11 });
  if (i % 4 === 0) put("usnat", "SaleOptOut", 1 + random(2)), put("usnat", "TargetedAdvertisingOptOut", random(3)), put("usnat", "SharingOptOut", random(3));
  if (i % 5 === 0) model.setFieldValue("uspv1", "OptOutSale", "Y"), (said.uspv1 = {});
  const state = states[i % states.length];
  put(state, "SaleOptOut", random(3));
  put(state, state === "usca" ? "SharingOptOut" : "TargetedAdvertisingOptOut", random(3));
  gpp.push({ text: model.encode(), ids: model.getSectionIds(), said });
}
console.log(`{"tcf": [\n${cases.map((c) => JSON.stringify(c)).join(",\n")}],\n"gpp": [\n${gpp.map((c) => JSON.stringify(c)).join(",\n")}]}`);
